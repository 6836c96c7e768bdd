SELECT number, name, digest FROM migration
