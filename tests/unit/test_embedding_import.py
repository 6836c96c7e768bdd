"""What the import of the embedding model leaves behind."""

import subprocess
import sys

CODE = """
import sys
import knowledge.adapters.embedding.sentence_transformers
assert "sklearn" not in sys.modules, "scikit-learn was imported"
from sklearn.metrics import pairwise_distances
assert pairwise_distances([[0.0], [3.0]]).max() == 3.0
"""


def test_scikit_learn_is_kept_out_of_it_and_can_be_imported_later() -> None:
    done = subprocess.run((sys.executable, "-W", "ignore", "-c", CODE), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
