"""Turn the bytes of a note into text and back, changing no byte that nobody edited.

Pure. Reads UTF-8, UTF-16 and UTF-32 (with or without BOM), CP932 (Shift_JIS as Windows writes it), EUC-JP and
ISO-2022-JP. Line ends are LF in the text; `rewrite` puts a file's own line ends, BOM and encoding back.

Source: JIS X 0208 rows (3 signs, 4-5 kana, 16-47 level-1 kanji), https://encoding.spec.whatwg.org/
"""

from __future__ import annotations

import codecs
import difflib
import re
from dataclasses import dataclass

import charset_normalizer

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark begins alike
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_JAPANESE = ("cp932", "euc_jp", "euc_jis_2004")
_SAMPLE_BYTES = 65_536  # enough to tell encodings apart, small enough for a 10 MB file
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_HALF_SURROGATE = re.compile(r"[\ud800-\udfff]")
_LINE_END = re.compile(r"\r\n|\n|\r")
_DIFF_LINES = 3000  # difflib is quadratic at worst; longer changed stretches are written anew as a whole


class BinaryFileError(ValueError):
    """The bytes are no text in any encoding; the reason is the message."""


@dataclass(frozen=True, slots=True)
class DecodedFile:
    """A file as text.

    text:     without BOM, line ends as LF.
    encoding: a Python codec name.
    bom:      the byte order mark the file began with, b"" if none.
    newline:  the line end most lines have, LF when there is none.
    is_exact: encoding `text` again gives the file's bytes, so no part needs to be kept as it was.
    """

    text: str
    encoding: str
    bom: bytes
    newline: str
    is_exact: bool

    def encode(self, text: str) -> bytes:
        return text.replace("\n", self.newline).encode(self.encoding)


def decode(data: bytes) -> DecodedFile:
    """Return `data` as text. A file mostly of text is always read: bytes that fit no character become U+FFFD.

    Raises:
        BinaryFileError: the file holds control bytes as programs and pictures do.
    """
    bom, encoding = next(((mark, name) for mark, name in _BOMS if data.startswith(mark)), (b"", ""))
    content = data[len(bom) :]
    encoding = encoding or _detect(content)
    raw = content.decode(encoding, "replace")
    strange = len(_CONTROL.findall(raw[:_SAMPLE_BYTES]))
    if "\x00" in raw or strange > 2 + len(raw[:_SAMPLE_BYTES]) // 100:
        raise BinaryFileError("it holds binary data, not text")
    ends = _LINE_END.findall(raw)
    newline = max(("\n", "\r\n", "\r"), key=ends.count)
    decoded = DecodedFile(_LINE_END.sub("\n", raw), encoding, bom, newline, is_exact=False)
    try:
        exact = decoded.encode(decoded.text) == content
    except UnicodeEncodeError:  # U+FFFD stands for a broken byte and has no place in a Japanese encoding
        exact = False
    return DecodedFile(decoded.text, encoding, bom, newline, is_exact=exact)


def rewrite(data: bytes, text: str) -> bytes:
    """Return `data` changed so that it decodes to `text`; lines that stay keep their very bytes.

    text: as `clean` leaves it. A character the file's encoding lacks turns the whole file into UTF-8, as does
          an
    edit after which the encoding could no longer be told.
    """
    old = decode(data)
    if old.text == text:
        return data
    for attempt in (_keeping_lines, _keeping_encoding):
        try:
            changed = attempt(data, old, text)
        except UnicodeEncodeError:
            continue
        if _reads_as(changed, text):
            return changed
    plain = text.replace("\n", old.newline).encode()
    return plain if _reads_as(plain, text) else codecs.BOM_UTF8 + plain


def _keeping_lines(data: bytes, old: DecodedFile, text: str) -> bytes:
    if old.is_exact:
        return _keeping_encoding(data, old, text)
    pieces = _raw_lines(data[len(old.bom) :], old)
    return old.bom + (_splice(pieces, old, text) if pieces else old.encode(text))


def _keeping_encoding(_data: bytes, old: DecodedFile, text: str) -> bytes:
    return old.bom + old.encode(text)


def _reads_as(data: bytes, text: str) -> bool:
    try:
        return decode(data).text == text
    except BinaryFileError:
        return False


def clean(text: str) -> str:
    """Return `text` as a note may hold it: LF line ends, no control characters, no half surrogates."""
    readable = _CONTROL.sub("", _LINE_END.sub("\n", text)).replace("\x1b", "")
    return _HALF_SURROGATE.sub("\ufffd", readable)


def _detect(content: bytes) -> str:
    sample = content[:_SAMPLE_BYTES]
    if b"\x00" in sample:
        return _detect_wide(sample)
    if (b"\x1b$" in sample or b"\x1b(J" in sample) and _decodes(content, "iso2022_jp_ext"):
        return "iso2022_jp_ext"
    if _decodes(content, "utf-8"):
        return "utf-8"
    fitting = [name for name in _JAPANESE if _decodes(content, name)]
    if fitting:
        return max(fitting, key=lambda name: _likeness_to_japanese(sample.decode(name, "ignore")))
    return _least_broken(sample)


def _detect_wide(sample: bytes) -> str:
    even = sample[: len(sample) // 2 * 2]
    for name in ("utf-16-le", "utf-16-be"):
        text = even.decode(name, "replace")
        readable = sum(_is_everyday(char) for char in text)
        if not _CONTROL.search(text) and readable > len(text) * 0.9:
            return name
    raise BinaryFileError("it holds binary data, not text")


def _least_broken(sample: bytes) -> str:
    """Return the encoding that explains most of a damaged file; Western single-byte ones are tried last."""
    broken = {name: sample.decode(name, "replace").count("\ufffd") for name in ("utf-8", *_JAPANESE[:2])}
    name = min(broken, key=lambda candidate: broken[candidate])
    if broken[name] * 50 <= len(sample):
        return name
    guess = charset_normalizer.from_bytes(sample).best()
    if guess is None:
        raise BinaryFileError("its character encoding could not be told")
    return guess.encoding


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _likeness_to_japanese(text: str) -> float:
    """Return the mean, over the non-ASCII characters, of how usual each is in Japanese business text."""
    foreign = [char for char in text if char > "\x7f"]
    return sum(_usualness(char) for char in foreign) / max(len(foreign), 1)


def _usualness(char: str) -> float:
    if "\u3040" <= char <= "\u30ff" or "\u3000" <= char <= "\u303f" or "\uff01" <= char <= "\uff5e":
        return 1.0  # kana, punctuation, full-width letters
    if "\uff61" <= char <= "\uff9f":
        return -0.2  # half-width kana: what EUC-JP looks like when read as CP932
    if "\u4e00" <= char <= "\u9fff":
        return 0.8 if _is_level_1(char) else -0.3
    return -1.0 if "\ue000" <= char <= "\uf8ff" or char == "\ufffd" or char < "\xa0" else 0.0


def _is_level_1(char: str) -> bool:
    """Whether a kanji is among the 2,965 everyday ones (JIS X 0208 level 1, rows 16-47)."""
    try:
        return 0xA1 + 15 <= char.encode("euc_jp")[0] <= 0xA1 + 46
    except UnicodeEncodeError:
        return False


def _is_everyday(char: str) -> bool:
    return char.isascii() or _usualness(char) > 0


def _raw_lines(content: bytes, old: DecodedFile) -> list[tuple[str, bytes]]:
    """Return (text without line end, bytes with line end) per line; [] if lines cannot be told apart in
    bytes.
    """
    if old.encoding.startswith(("utf-16", "utf-32")):
        raw = content.decode(old.encoding, "replace")
        parts = re.findall(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+", raw)
        pairs = [(part, part.encode(old.encoding, "surrogatepass")) for part in parts]
    else:
        chunks = re.findall(rb"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+", content)
        pairs = [(chunk.decode(old.encoding, "replace"), chunk) for chunk in chunks]
    lines = [(text.rstrip("\r\n"), piece) for text, piece in pairs]
    whole = "".join(_LINE_END.sub("\n", text) for text, _ in pairs)
    return lines if whole == old.text and b"".join(piece for _, piece in pairs) == content else []


def _splice(pieces: list[tuple[str, bytes]], old: DecodedFile, text: str) -> bytes:
    """Return the bytes of `text`, taking each line that is in `pieces` from there."""
    new_lines = text.split("\n")
    last_is_open = new_lines[-1] != ""
    if not last_is_open:
        new_lines.pop()
    out = [(line, b"") for line in new_lines]
    for start, new_start, count in _matching_lines([line for line, _ in pieces], new_lines):
        out[new_start : new_start + count] = pieces[start : start + count]
    end = old.encode("\n")
    joined = [raw or old.encode(line) + end for line, raw in out[:-1]]
    joined = [piece if piece.endswith((b"\n", b"\r", end)) else piece + end for piece in joined]
    if out:
        line, raw = out[-1]
        ended = raw.endswith((b"\n", b"\r", end))
        joined.append(
            raw if raw and ended != last_is_open else old.encode(line) + (b"" if last_is_open else end)
        )
    return b"".join(joined)


def _matching_lines(old: list[str], new: list[str]) -> list[tuple[int, int, int]]:
    """Return (old start, new start, count) of stretches that are alike, common head and tail first."""
    shorter = min(len(old), len(new))
    head = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    tail = next((i for i in range(shorter - head) if old[-1 - i] != new[-1 - i]), shorter - head)
    blocks = [(0, 0, head)]
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    if max(len(middle_old), len(middle_new)) <= _DIFF_LINES:
        matcher = difflib.SequenceMatcher(None, middle_old, middle_new, autojunk=False)
        blocks += [(head + block.a, head + block.b, block.size) for block in matcher.get_matching_blocks()]
    blocks.append((len(old) - tail, len(new) - tail, tail))
    return [block for block in blocks if block[2]]
