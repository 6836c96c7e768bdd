SELECT number, hash, at FROM lock_chain(%(tenant)s)
