"""Chinese for a full-text index without a word list: every pair of neighbours is a word.

SQLite's own trigram tokenizer finds nothing shorter than three characters, and most
Chinese words have two. With pairs, 算力 is one token; a longer word is a phrase.
"""

from __future__ import annotations

import re

_LONGEST = 6
_RUN = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]+")


def bigrams(text: str) -> str:
    """“算力集群10台” → “算力 力集 集群 群 10 台”.

    A run ends with its last character alone, so that `群*` finds it as well.
    """

    def cut(found: re.Match[str]) -> str:
        run = found.group()
        pairs = [run[at : at + 2] for at in range(len(run) - 1)]
        return f" {' '.join([*pairs, run[-1]])} "

    return _RUN.sub(cut, text)


def runs(text: str) -> str:
    """Every run of one to six Chinese characters, each once, and what is not Chinese.

    So that a word typed plainly is a token: where nobody writes the query for the reader.
    """
    found = dict.fromkeys(
        [
            run[at : at + size]
            for run in _RUN.findall(text)
            for size in range(1, _LONGEST + 1)
            for at in range(len(run) - size + 1)
        ]
    )
    return f"{' '.join(found)} {_RUN.sub(' ', text)}"


def query(words: str) -> str:
    """What to MATCH for words in either language, each apart by a space: all must occur.

    “算力” → `"算力"`, “人形机器人” → `"人形 形机 机器 器人"`, “群” → `"群" *`.
    """
    parts = []
    for word in words.replace('"', " ").split():
        tokens = bigrams(word).split()
        lone = bool(_RUN.fullmatch(tokens[-1])) and len(tokens[-1]) == 1
        if lone and len(tokens) > 1 and tokens[-2].endswith(tokens[-1]):
            # The end of a run of two or more; in a text the run may go on.
            tokens, lone = tokens[:-1], False
        parts.append(f'"{" ".join(tokens)}"' + (" *" if lone else ""))
    return " ".join(parts)
