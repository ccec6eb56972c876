"""Any chat endpoint in the manner of OpenAI's: hosted, vLLM, llama.cpp, Ollama.

How a model wants to be asked is a profile (profiles.yml). What a server refuses is left out
from then on, what it cannot do in one answer is asked in smaller groups, and what it said
well is kept, whatever else was in the answer. The key comes from the environment only
(JIEBANG_CHAT_KEY); a server on this machine or network needs none.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from jiebang.translation.engines.answers import Answer, read_json, read_text
from jiebang.translation.engines.base import EngineError, Place, version_name
from jiebang.translation.engines.http import HttpError, ask, check_url, is_private
from jiebang.translation.engines.request_form import RequestForm, profile_for
from jiebang.translation.settings import Settings

KEY = "JIEBANG_CHAT_KEY"
_OLD_KEY = "JIEBANG_LLM_KEY"
_TRIES = 3  # of a group without one usable segment, before it is made smaller
_BARREN = 10  # answers in a row that bring nothing, beside those under way: it will not do
_GROW = 8  # whole answers in a row, after which a group may be one segment larger
_COUNTS = ("prompt_tokens", "completion_tokens")
_PARTS = 6  # of a segment: as much as one


@dataclass(slots=True)
class Usage:
    """Tokens a run has used, as the server counts them, and requests made."""

    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0

    def cost(self, settings: Settings) -> float:
        """In the currency of `price_in` and `price_out`, which are of a million tokens."""
        paid = self.tokens_in * settings.price_in + self.tokens_out * settings.price_out
        return paid / 1_000_000

    def add(self, reply: Any) -> None:
        """Count a request, by what the reply to it says of itself."""
        said = reply.get("usage") if isinstance(reply, dict) else None
        counts = [said.get(key) if isinstance(said, dict) else None for key in _COUNTS]
        came, went = (count if isinstance(count, int) else 0 for count in counts)
        self.requests += 1
        self.tokens_in += came
        self.tokens_out += went

    def line(self, settings: Settings) -> str:
        return (
            f"{self.requests} requests, {self.tokens_in} tokens in, {self.tokens_out} out, "
            f"cost {self.cost(settings):.2f}"
        )


_Group = tuple[int, ...]  # segments of one request, by their number in the call


@dataclass
class ChatEngine:
    """A chat endpoint as an engine; `usage` grows with each request.

    `faults` says of the texts of the last call that came back empty, why.
    """

    name: str
    version: str
    url: str
    settings: Settings
    key: str = field(repr=False)
    form: RequestForm = field(repr=False)
    usage: Usage = field(default_factory=Usage)
    pause: float = 1.0
    faults: dict[str, str] = field(default_factory=dict, repr=False)
    _size: int = 0  # segments that an answer of this server holds; learned
    _whole: int = 0  # answers in a row with all that was asked
    _barren: int = 0
    _proved: bool = False  # there was a usable answer

    @property
    def ways(self) -> Sequence[str]:
        return self.form.profile.ways

    @property
    def batch(self) -> int:
        """Texts to a call, and to a round: enough for all requests that may be under way."""
        return 8 * self.form.profile.size * self.form.profile.concurrency

    def translate(self, texts: Sequence[str]) -> list[str]:
        """The English of each text. Raises EngineError as `Engine` says."""
        return self.translate_in(texts, [Place()] * len(texts))

    def translate_in(self, texts: Sequence[str], places: Sequence[Place]) -> list[str]:
        """The English of texts that stand at these places, requests side by side."""
        self.faults = {}
        english: dict[int, str] = {}
        fruitless = dict.fromkeys(range(len(texts)), 0)  # tries, of each text that is left
        size = len(texts)
        with ThreadPoolExecutor(self.form.profile.concurrency) as pool:
            try:
                while fruitless:
                    groups = self._groups(fruitless, size, places)
                    # Until one answer was of use, one request at a time learns enough.
                    groups = groups if self._proved else groups[:1]
                    asked = [pool.submit(self._ask, texts, places, group) for group in groups]
                    failed: list[EngineError] = []
                    for group, future in zip(groups, asked, strict=True):
                        try:
                            answer, reply = future.result()
                        except EngineError as error:  # what else was answered is paid for
                            failed.append(error)
                            if error.fatal:
                                break
                            continue
                        self.usage.add(reply)
                        english.update((group[n - 1], en) for n, en in answer.found.items())
                        size = min(size, self._take(group, answer, texts, fruitless))
                    if failed:
                        raise failed[0]
            except EngineError as error:
                if not english or error.fatal:
                    raise
                self.faults = {texts[n]: f"{error}" for n in fruitless} | self.faults
            finally:  # however it ends, Ctrl-C too: what is not yet sent is not sent
                pool.shutdown(cancel_futures=True)
        if texts and not english and not self._proved:
            raise EngineError(f"nothing usable came: {next(iter(self.faults.values()))}", self.url)
        return [english.get(n, "") for n in range(len(texts))]

    def spent(self) -> str:
        return f"used {self.usage.line(self.settings)}"

    def estimate(self, texts: Iterable[str]) -> str:
        """About what a run over these texts will take, each asked twice (`Settings.votes`)."""
        usage, unique = Usage(), list(dict.fromkeys(texts))
        for start in range(0, len(unique), self.form.profile.size):
            group = unique[start : start + self.form.profile.size]
            body = self.form.body(group, Place(), self.form.profile.is_json)
            usage.requests += self.settings.votes
            usage.tokens_in += self.settings.votes * _tokens(f"{body}")
            usage.tokens_out += self.settings.votes * (_tokens("".join(group)) + 12 * len(group))
        return f"about {usage.line(self.settings)}"

    def _groups(self, numbers: Iterable[int], most: int, places: Sequence[Place]) -> list[_Group]:
        """Neighbors of one document, parts of segments by themselves; `most` to a group.

        None is larger than what an answer of this server holds, as far as is known.
        """
        profile = self.form.profile
        held = min(self._size or profile.size, profile.size)
        groups: list[_Group] = []
        for (_, is_part), run in groupby(numbers, lambda n: (places[n].title, places[n].is_part)):
            alike = tuple(run)
            size = min(most, held * (_PARTS if is_part and profile.is_json else 1))
            groups += (alike[at : at + size] for at in range(0, len(alike), size))
        return groups

    def _take(
        self, group: _Group, answer: Answer, texts: Sequence[str], fruitless: dict[int, int]
    ) -> int:
        """Strike off what an answer has; how large the groups of what is left may be.

        Raises:
            EngineError: one answer after the other is of no use.
        """
        for number in answer.found:
            del fruitless[group[number - 1]]
        self._learn(len(group), len(answer.found), answer.cut)
        missing = [number for number in group if number in fruitless]
        self.faults.update((texts[n], answer.fault) for n in missing)
        if answer.found:
            return len(texts)
        if self._barren >= _BARREN + self.form.profile.concurrency:
            self._barren = 0
            raise EngineError(f"nothing usable comes: {answer.fault}", self.url)
        tries = 1 + max(fruitless[number] for number in missing)
        if tries < _TRIES and not (answer.cut and len(group) > 1):
            fruitless.update(dict.fromkeys(missing, tries))
            return len(texts)
        fruitless.update(dict.fromkeys(missing, 0))
        if answer.is_prose and self.form.profile.is_json:  # whatever it is told
            self.form.profile = replace(self.form.profile, answer="text")
        elif len(group) == 1:
            del fruitless[group[0]]
        return max(1, len(group) // 2)

    def _learn(self, asked: int, found: int, cut: bool) -> None:
        self._barren = 0 if found else self._barren + 1
        self._proved = self._proved or found > 0
        self._whole = self._whole + 1 if found == asked else 0
        # Cut short, or the last ones left out: so many fit, no more.
        if found < asked and (cut or 0 < found < asked - 1):
            self._size = max(1, found or asked // 2)
        elif self._size and self._whole >= _GROW:
            self._size, self._whole = self._size + 1, 0

    def _ask(
        self, texts: Sequence[str], places: Sequence[Place], group: _Group
    ) -> tuple[Answer, Any]:
        """One answer to a group, without a segment where the group was too much; the reply."""
        asked = [texts[n] for n in group]
        place = replace(places[group[0]], after=places[group[-1]].after)
        while True:
            as_json = self.form.profile.is_json
            body = self.form.body(asked if as_json else asked[:1], place, as_json)
            try:
                reply = ask(
                    f"{self.url}{self.form.profile.path}",
                    body,
                    headers={"Authorization": f"Bearer {self.key}"} if self.key else {},
                    timeout=self.settings.timeout * (1 + (len(asked) - 1) / 4),
                    retries=self.settings.retries,
                    pause=self.pause,
                )
            except HttpError as error:
                if self.form.concede(error, body):
                    continue
                # A refusal may be of one text of them, as by a filter.
                of_these = error.timed_out or error.status in (400, 413, 422)
                if not of_these or error.fatal:
                    raise
                return Answer(cut=True, fault=f"{error}"), None
            return read_json(reply, len(asked)) if as_json else read_text(reply), reply


def load(settings: Settings) -> ChatEngine:
    """The engine of these settings.

    Raises:
        EngineError: no address, no model, no such profile, or no key for a server elsewhere.
    """
    key = (os.environ.get(KEY) or os.environ.get(_OLD_KEY) or "").strip()
    url = check_url(settings.url, "chat", secret=bool(key), insecure=settings.insecure)
    if not settings.model:
        what = "the engine chat needs a model"
        raise EngineError(what, "", "write translation: model: in jiebang.yml")
    if not key and not is_private(url):
        raise EngineError("no key", url, f"set {KEY} in the environment")
    version = version_name(settings.model)
    form = RequestForm(settings, profile_for(settings))
    return ChatEngine("chat", version, url, settings, key, form)


def _tokens(text: str) -> int:
    """A rough count: a Han character is about one token, four Latin letters another."""
    han = sum("\u3000" <= char <= "\uffef" for char in text)
    return han + (len(text) - han) // 4 + 1
