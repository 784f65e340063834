"""Make the three papers attached to minutes of the sample workspace: a counter-measure report, a quotation, a proposal.

Run by hand when their words change; the files are committed. Companies and people are invented, as all of notes/sample.
"""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
from docx import Document
from openpyxl.styles import Font
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FOLDER = Path(__file__).resolve().parent.parent / "notes" / "sample" / "attachments"
GOTHIC, MINCHO = "HeiseiKakuGo-W5", "HeiseiMin-W3"
HEADING = "■"

REPORT = (
    (
        "データ移行不備に関する対策書",
        "",
        "ひばり台精密工業株式会社 御中　　　　　　　　　　　　　　　　2026年8月27日",
        "みちしお計装株式会社　営業 久世 雅彦／技術 保科",
        "",
        "■ 1. 不備の内容",
        "2026年8月18日の第2回移行リハーサルにおいて、外注先コード約340件が別の外注先に",
        "付いて取り込まれ、現品票の行先が誤って印刷されました。",
        "",
        "■ 2. 経緯",
        "7月28日　第1回リハーサル。件数・内容とも一致",
        "8月4日　 お客様より外注先12社の追加のご連絡。変換表に行を挿入",
        "8月18日　第2回リハーサル。件数は一致したが、内容の抜取りは行わず",
        "8月20日　鷹野様より現品票の行先違いのご指摘。同日お詫びに訪問",
        "",
        "■ 3. 発生の原因（なぜ作り込んだか）",
        "変換表を表計算ソフトで手修正した際、行の挿入で参照の範囲が一行ずれました。",
        "変換表に版番号がなく、どの版で取り込んだかを後から追えませんでした。",
    ),
    (
        "■ 4. 流出の原因（なぜ見逃したか）",
        "取込後の照合が件数だけで、コードと名称の突き合わせをしていませんでした。",
        "作業者と確認者が同じ一名でした。",
        "",
        "■ 5. 恒久対策",
        "(1) 変換表の手修正を禁止し、元データから毎回作り直します。",
        "(2) 変換表に版番号とチェックサムを付け、取込記録に残します。",
        "(3) 取込後に外注品の全件（約340件）を、コードと名称の両方で照合します。",
        "(4) 照合は作業者と別の者が行い、お客様にお立ち会いいただきます。",
        "",
        "■ 6. 効果の確認",
        "第3回リハーサル（9月9日）で全件照合の不一致が0件であることを確認します。",
        "0件にならない場合は、本稼働を延ばすかどうかを当日お客様とご相談します。",
        "",
        "■ 7. 水平展開",
        "移行作業中のほか2件の案件でも、変換表の版番号を9月末までに付けます。",
        "",
        "本稼働日（10月1日）は据え置きます。追加の費用は当社で負担いたします。",
    ),
)

QUOTE = (
    ("画像寸法測定機 MV-300 本体", 2, 5_600_000),
    ("同軸照明ユニット（艶あり部品用）", 2, 680_000),
    ("ミルハカ連携設定", 1, 840_000),
    ("据付・床振動の確認・調整", 2, 450_000),
    ("操作教育（1日）", 2, 250_000),
)


def counter_measure_report() -> bytes:
    for font in (GOTHIC, MINCHO):
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setTitle("データ移行不備に関する対策書")
    for number, lines in enumerate(REPORT, 1):
        height = 780
        for line in lines:
            is_title = number == 1 and line == lines[0]
            canvas.setFont(GOTHIC if is_title or line.startswith(HEADING) else MINCHO, 16 if is_title else 10.5)
            canvas.drawString(62, height, line)
            height -= 26 if is_title else 20
        canvas.setFont(MINCHO, 9)
        canvas.drawCentredString(A4[0] / 2, 40, f"{number} / {len(REPORT)}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def quotation() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "御見積書"
    rows: list[tuple[object, ...]] = [
        ("御見積書",), ("光陽台電子株式会社 御中",), ("見積番号", "MK-2026-0326"), ("有効期限", "2026年6月30日"), (),
        ("品名", "数量", "単価", "金額"),
    ]  # fmt: skip
    rows += [(name, count, price, count * price) for name, count, price in QUOTE]
    rows.append(("合計（税抜）", None, None, sum(count * price for _, count, price in QUOTE)))
    for row in rows:
        sheet.append(row)
    for cells in sheet.iter_rows(min_row=7, min_col=3, max_col=4):
        for cell in cells:
            cell.number_format = '"¥"#,##0'
    sheet["A1"].font = Font(size=16, bold=True)
    sheet.column_dimensions["A"].width = 38
    terms = book.create_sheet("条件")
    for line in ("納期：ご発注後10週間", "お支払い：検収月末締め翌月末現金", "除外：床の補強工事、電源・空気源の一次側工事", "保守：初年度無償。2年目から年額48万円（校正1回を含む）"):
        terms.append((line,))
    terms.column_dimensions["A"].width = 70
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def proposal() -> bytes:
    document = Document()
    document.add_heading("荷主4社からの段階導入のご提案", 0)
    document.add_paragraph("株式会社まるたや物流 御中　　2026年9月29日　　みちしお計装株式会社 日向 美咲")
    document.add_heading("進め方", 1)
    document.add_paragraph("荷主14社を一度に切り替えず、出荷の多い4社から始めます。第1期のあいだ、残り10社はAccessの台帳をそのまま使います。")
    table = document.add_table(rows=4, cols=3)
    table.style = "Table Grid"
    cells = (
        ("", "第1期", "第2期"), ("対象", "荷主4社・ハンディ10台", "残り10社"), ("費用（税抜）", "398万円", "170万円"), ("稼働", "2027年1月29日", "2027年6月末"),
    )  # fmt: skip
    for row, texts in zip(table.rows, cells, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.add_paragraph("月額利用料は6万円です。")
    document.add_heading("誤出荷を減らす仕組み", 1)
    document.add_paragraph("ピッキングのときに棚札と現品の両方を読み、合わなければ先に進めません。似た品番は棚の並びを離します。")
    document.add_heading("切り替えの安全", 1)
    document.add_paragraph("切り替えの週は並行稼働とし、夕方に在庫を突き合わせます。差が10件を超えた日は翌朝までに切り戻します。")
    document.add_heading("稼働の約束", 1)
    document.add_paragraph("当社の責により稼働が遅れたときは、遅れた月の月額利用料をいただきません。契約書に明記します。")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


PAPERS = {
    "ny3rsw1zcbmw/対策書_データ移行不備.pdf": counter_measure_report,
    "nmmk3gw025sa/御見積書_MV-300.xlsx": quotation,
    "n0b4jfq8rk66/段階導入のご提案.docx": proposal,
}
"""Below attachments/: the note's id and the file's name."""


def main() -> None:
    for path, make in PAPERS.items():
        file = FOLDER / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(make())
        print(file.relative_to(FOLDER.parent), file.stat().st_size)


if __name__ == "__main__":
    main()
