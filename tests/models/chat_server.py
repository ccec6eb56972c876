"""A chat server on this machine that answers in the manner of real ones."""

from __future__ import annotations

import contextlib
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from localhost import serving

Say = Callable[[str], str]  # the English of a Chinese text
Answer = tuple[int, Any]


@dataclass
class ChatServer:
    """`manner` makes the answer to a request; `asked` has each one's path, body and headers."""

    manner: Callable[[dict[str, Any]], Answer]
    url: str = ""
    delay: float = 0.0  # seconds to each request
    asked: list[tuple[str, dict[str, Any], dict[str, str]]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0


@contextlib.contextmanager
def chat_server(manner: Callable[[dict[str, Any]], Answer]) -> Iterator[ChatServer]:
    """The server, on a free port of this machine."""
    site, lock = ChatServer(manner), threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with lock:
                site.asked.append((self.path, body, dict(self.headers)))
                site.at_once += 1
                site.most_at_once = max(site.most_at_once, site.at_once)
            time.sleep(site.delay)
            status, answer = site.manner(body)
            with lock:
                site.at_once -= 1
            data = json.dumps(answer, ensure_ascii=False).encode()
            with contextlib.suppress(OSError):  # the client has gone
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    with serving(Handler) as address:
        site.url = f"{address}/v1"
        yield site


def segments_of(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The segments that a request asks for, wherever in the prompt they stand."""
    prompt = "\n".join(str(m["content"]) for m in body["messages"])
    start = prompt.rindex('"segments": [{"id": 1, "zh"')
    found: list[dict[str, Any]] = json.JSONDecoder().raw_decode(prompt, start + 12)[0]
    return found


def completion(content: Any, reason: str = "stop") -> Answer:
    choice = {"index": 0, "finish_reason": reason, "message": {"content": content}}
    return 200, {"choices": [choice], "usage": {"prompt_tokens": 9, "completion_tokens": 3}}


def refusal(words: str, status: int = 400) -> Answer:
    return status, {"error": {"message": words, "type": "invalid_request_error"}}


def _english(body: dict[str, Any], say: Say) -> list[dict[str, Any]]:
    return [{"id": s["id"], "en": say(s["zh"])} for s in segments_of(body)]


def _json(entries: Any) -> str:
    return json.dumps({"segments": entries}, ensure_ascii=False)


def plain_json(body: dict[str, Any], say: Say) -> Answer:
    return completion(_json(_english(body, say)))


def json_array(body: dict[str, Any], say: Say) -> Answer:
    return completion(json.dumps(_english(body, say), ensure_ascii=False))


def thinks_aloud(body: dict[str, Any], say: Say) -> Answer:
    thought = 'The user wants {"segments": [{"id": 1, "en": "…"}]}. Let me see: [1] is a title.'
    return completion(f"<think>\n{thought}\n</think>\n\n{_json(_english(body, say))}")


def prose_and_fence(body: dict[str, Any], say: Say) -> Answer:
    said = _json(_english(body, say))
    return completion(
        f"Here is the translation:\n\n```json\n{said}\n```\n\nLet me know [if] it fits!"
    )


def ids_as_strings(body: dict[str, Any], say: Say) -> Answer:
    return completion(_json([{**e, "id": str(e["id"])} for e in _english(body, say)]))


def one_null(body: dict[str, Any], say: Say) -> Answer:
    """In each answer to several, one segment is null."""
    entries = _english(body, say)
    if len(entries) > 1:
        entries[len(entries) // 2]["en"] = None
    return completion(_json(entries))


def own_temperature(body: dict[str, Any], say: Say) -> Answer:
    if body.get("temperature", 1) != 1:
        return refusal(
            "Unsupported value: 'temperature' does not support 0 with this model. "
            "Only the default (1) value is supported."
        )
    return plain_json(body, say)


def no_system_role(body: dict[str, Any], say: Say) -> Answer:
    if any(m["role"] != "user" for m in body["messages"]):
        return refusal("Role must be user: this model supports no system message")
    return plain_json(body, say)


def plain_text(body: dict[str, Any], say: Say) -> Answer:
    """A model for translation alone: whatever it is told, it says the English of the text."""
    prompt = str(body["messages"][-1]["content"])
    if '"segments": [{"id": 1, "zh"' in prompt:
        return completion("\n".join(e["en"] for e in _english(body, say)))
    return completion(say(prompt.rpartition("\n")[2]))


def cut_at_four(body: dict[str, Any], say: Say) -> Answer:
    entries = _english(body, say)
    if len(entries) <= 4:
        return completion(_json(entries))
    whole = _json(entries[:5])
    return completion(whole[: whole.rindex('"en"') + 9], "length")


MANNERS: dict[str, Callable[[dict[str, Any], Say], Answer]] = {
    m.__name__: m
    for m in (
        plain_json,
        json_array,
        thinks_aloud,
        prose_and_fence,
        ids_as_strings,
        one_null,
        own_temperature,
        no_system_role,
        plain_text,
        cut_at_four,
    )
}


# Models with a profile of their own, each as its documentation says it is asked.


def qwen_mt(body: dict[str, Any], say: Say) -> Answer:
    """Alibaba: one user message, translation_options with languages, terms optional."""
    options = body.get("translation_options", {})
    if [m["role"] for m in body["messages"]] != ["user"]:
        return refusal("messages must contain exactly one user message")
    if {"source_lang", "target_lang"} - set(options) or "response_format" in body:
        return refusal("translation_options.source_lang and target_lang are required")
    if any(set(term) != {"source", "target"} for term in options.get("terms", ())):
        return refusal("terms are pairs of source and target")
    return completion(say(body["messages"][0]["content"]))


def hunyuan_mt(body: dict[str, Any], say: Say) -> Answer:
    """Tencent: no system prompt; the instruction, an empty line, the text."""
    (message,) = body["messages"]
    told = re.fullmatch(r"(?s)(.*英语，.*?不要额外解释[。：])\n\n(.*)", message["content"])
    return completion(say(told[2])) if told else completion("我不明白。")


def seed_x(body: dict[str, Any], say: Say) -> Answer:
    """ByteDance: a completion whose prompt ends with the tag of the language."""
    told = re.fullmatch(r"(?s)Translate .*? into English:\n(.*) <en>", body.get("prompt", ""))
    if not told:
        return refusal("prompt is required")
    return 200, {"choices": [{"text": f" {say(told[1])}", "finish_reason": "stop"}]}


def translategemma(body: dict[str, Any], say: Say) -> Answer:
    """Google: a list of one part that names both languages."""
    (message,) = body["messages"]
    if message["role"] != "user" or not isinstance(message["content"], list):
        return refusal("User content must be provided as an iterable with exactly one item", 500)
    (part,) = message["content"]
    if set(part) != {"type", "source_lang_code", "target_lang_code", "text"}:
        return refusal("each item needs source_lang_code and target_lang_code")
    return completion(say(part["text"]))
