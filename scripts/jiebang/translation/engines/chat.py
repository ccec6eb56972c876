"""Any chat endpoint in the manner of OpenAI's: hosted, vLLM, llama.cpp, Ollama.

How a model wants to be asked is a profile (profiles.yml). What a server refuses is left out
from then on, what it cannot do in one answer is asked in smaller groups, and what it said
well is kept, whatever else was in the answer. The key comes from the environment only
(JIEBANG_CHAT_KEY); a server on this machine or network needs none.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
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

    def line(self, settings: Settings) -> str:
        return (
            f"{self.requests} requests, {self.tokens_in} tokens in, {self.tokens_out} out, "
            f"cost {self.cost(settings):.2f}"
        )


@dataclass(frozen=True, slots=True)
class _Job:
    """Segments of one request, by their number in the call; `tries` that brought nothing."""

    numbers: tuple[int, ...]
    tries: int = 0


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
    def ways(self) -> tuple[str, ...]:
        return self.form.profile.ways

    @property
    def batch(self) -> int:
        """Texts to a call, and to a round: enough for all requests that may be under way."""
        return 8 * self.form.group * self.form.profile.concurrency

    def translate(self, texts: Sequence[str]) -> list[str]:
        """The English of each text. Raises EngineError as `Engine` says."""
        return self.translate_in(texts, [Place()] * len(texts))

    def translate_in(self, texts: Sequence[str], places: Sequence[Place]) -> list[str]:
        """The English of texts that stand at these places, requests side by side."""
        self.faults = {}
        english: dict[int, str] = {}
        # Groups of neighbors in one document; parts of segments by themselves.
        kinds = groupby(range(len(texts)), key=lambda n: (places[n].title, places[n].is_part))
        waiting = deque(_Job(tuple(numbers)) for _, numbers in kinds)
        under_way: dict[Future[tuple[Answer, Any]], _Job] = {}
        with ThreadPoolExecutor(self.form.profile.concurrency) as pool:
            try:
                while waiting or under_way:
                    # Until one answer was of use, one request at a time learns enough.
                    room = self.form.profile.concurrency if self._proved else 1
                    while waiting and len(under_way) < room:
                        job = self._next(waiting, places)
                        sent = [texts[n] for n in job.numbers]
                        place = _around(job.numbers, texts, places)
                        under_way[pool.submit(self._ask, sent, place)] = job
                    done, _ = wait(under_way, return_when=FIRST_COMPLETED)
                    for future in done:
                        job, (answer, usage) = under_way.pop(future), future.result()
                        self._count(usage)
                        waiting.extend(self._take(job, answer, texts, english))
            except EngineError as error:
                for future in under_way:
                    future.cancel()
                if not english or error.fatal:
                    raise
                self.faults.update((t, f"{error}") for t in texts if t not in self.faults)
        if texts and not english and not self._proved:
            raise EngineError(f"nothing usable came: {next(iter(self.faults.values()))}", self.url)
        return [english.get(n, "") for n in range(len(texts))]

    def spent(self) -> str:
        return f"used {self.usage.line(self.settings)}"

    def estimate(self, texts: Iterable[str]) -> str:
        return f"about {estimate(texts, self.settings).line(self.settings)}"

    def _next(self, waiting: deque[_Job], places: Sequence[Place]) -> _Job:
        """The next group, no larger than an answer of this server holds, as far as is known."""
        job = waiting.popleft()
        size = min(self._size or self.form.group, self.form.group)
        if self.form.is_json and places[job.numbers[0]].is_part:
            size *= _PARTS
        if len(job.numbers) > size:
            waiting.appendleft(_Job(job.numbers[size:], job.tries))
        return _Job(job.numbers[:size], job.tries)

    def _take(
        self, job: _Job, answer: Answer, texts: Sequence[str], english: dict[int, str]
    ) -> list[_Job]:
        """Keep what is good of an answer; what has to be asked again. Learns the size.

        Raises:
            EngineError: one answer after the other is of no use.
        """
        english.update((job.numbers[n - 1], en) for n, en in answer.found.items())
        left = tuple(n for n in job.numbers if n not in english)
        self._learn(len(job.numbers), len(answer.found), answer.cut)
        if not left:
            return []
        self.faults.update((texts[n], answer.fault) for n in left)
        if answer.found:
            return [_Job(left)]
        if self._barren >= _BARREN + self.form.profile.concurrency:
            self._barren = 0
            raise EngineError(f"nothing usable comes: {answer.fault}", self.url)
        if job.tries + 1 < _TRIES and not (answer.cut and len(left) > 1):
            return [_Job(left, job.tries + 1)]
        if answer.is_prose and self.form.is_json:
            self.form.plain = True
            return [_Job(left)]
        middle = len(left) // 2
        return [_Job(left[:middle]), _Job(left[middle:])] if middle else []

    def _learn(self, asked: int, found: int, cut: bool) -> None:
        self._barren = 0 if found else self._barren + 1
        self._proved = self._proved or found > 0
        self._whole = self._whole + 1 if found == asked else 0
        # Cut short, or the last ones left out: so many fit, no more.
        if found < asked and (cut or 0 < found < asked - 1):
            self._size = max(1, found or asked // 2)
        elif self._size and self._whole >= _GROW:
            self._size, self._whole = self._size + 1, 0

    def _ask(self, texts: Sequence[str], place: Place) -> tuple[Answer, Any]:
        """One answer to a group, without a segment where the group was too much; its usage."""
        while True:
            as_json = self.form.is_json
            body = self.form.body(texts if as_json else texts[:1], place, as_json)
            try:
                reply = ask(
                    f"{self.url}{self.form.profile.path}",
                    body,
                    headers={"Authorization": f"Bearer {self.key}"} if self.key else {},
                    timeout=self.settings.timeout * (1 + (len(texts) - 1) / 4),
                    retries=self.settings.retries,
                    pause=self.pause,
                    wait_again=False,
                )
            except HttpError as error:
                if self.form.concede(error, body):
                    continue
                # A refusal may be of one text of them, as by a filter.
                of_these = error.timed_out or error.status in (400, 413, 422)
                if not of_these or error.fatal:
                    raise
                return Answer(cut=True, fault=f"{error}"), None
            usage = reply.get("usage") if isinstance(reply, dict) else None
            answer = read_json(reply, len(texts)) if as_json else read_text(reply)
            return answer, usage if isinstance(usage, dict) else {}

    def _count(self, usage: dict[str, Any] | None) -> None:
        if usage is not None:
            counts = (usage.get(key) for key in ("prompt_tokens", "completion_tokens"))
            came, went = (count if isinstance(count, int) else 0 for count in counts)
            self.usage.requests += 1
            self.usage.tokens_in += came
            self.usage.tokens_out += went


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
    return ChatEngine("chat", version, url, settings, key, _form(settings))


def estimate(texts: Iterable[str], settings: Settings) -> Usage:
    """About what a run over these texts will take, each asked twice (see `Settings.votes`)."""
    usage, form = Usage(), _form(settings)
    unique = list(dict.fromkeys(texts))
    for start in range(0, len(unique), form.group):
        group = unique[start : start + form.group]
        usage.requests += settings.votes
        usage.tokens_in += settings.votes * _tokens(f"{form.body(group, Place(), form.is_json)}")
        usage.tokens_out += settings.votes * (_tokens("".join(group)) + 12 * len(group))
    return usage


def _form(settings: Settings) -> RequestForm:
    return RequestForm(settings.model, profile_for(settings), settings.terms, settings.style)


def _around(numbers: Sequence[int], texts: Sequence[str], places: Sequence[Place]) -> Place:
    """Where a group stands: under its first heading, between the neighbors of its ends."""
    first, last = places[numbers[0]], places[numbers[-1]]
    asked = {texts[n] for n in numbers}
    after = "" if last.after in asked else last.after
    return replace(first, before="" if first.before in asked else first.before, after=after)


def _tokens(text: str) -> int:
    """A rough count: a Han character is about one token, four Latin letters another."""
    han = sum("\u3000" <= char <= "\uffef" for char in text)
    return han + (len(text) - han) // 4 + 1
