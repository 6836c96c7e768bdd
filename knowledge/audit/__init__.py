"""Sealed records of answers: what one is made of, how records are chained, and what verification finds. Pure."""

from knowledge.audit.chain import GENESIS, Link, link_after
from knowledge.audit.record import Considered, Grounds, Part, Record, answer_of, record_of
from knowledge.audit.signing import Signature, Signer, public_key_of, read_signer
from knowledge.audit.verification import Finding, Sealed, verify_chain, verify_sealed, verify_shown

__all__ = [
    "GENESIS",
    "Considered",
    "Finding",
    "Grounds",
    "Link",
    "Part",
    "Record",
    "Sealed",
    "Signature",
    "Signer",
    "answer_of",
    "link_after",
    "public_key_of",
    "read_signer",
    "record_of",
    "verify_chain",
    "verify_sealed",
    "verify_shown",
]
