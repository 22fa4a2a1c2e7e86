"""Coverage-guided fuzzing of one target: `python -m tests.fuzz.run TARGET SECONDS FOLDER`; a crash is kept in FOLDER.

Needs atheris, which is no dependency of the tests.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["jxquery"]):
    from tests.fuzz.targets import TARGETS, survives


def main() -> None:
    """Fuzz until the time is over or something is found."""
    name, seconds, folder = sys.argv[1:]
    corpus = Path(folder) / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(TARGETS[name].seeds()):
        (corpus / f"seed-{number}").write_bytes(text.encode())

    def one(data: bytes) -> None:
        survives(name, data.decode("utf-8", "surrogateescape" if name == "question" else "replace"))

    survives(name, TARGETS[name].seeds()[0])  # what is opened once is no matter of the first input
    options = [
        f"-max_total_time={seconds}",
        f"-artifact_prefix={folder}/",
        f"-max_len={TARGETS[name].most}",
        "-timeout=20",
    ]
    atheris.Setup([sys.argv[0], *options, "-rss_limit_mb=2048", "-print_final_stats=1", str(corpus)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
