"""Makes the DOCX and PDF samples from `sources/*.md`: `python -m sample_docs.build`. Needs the dev dependencies."""

from pathlib import Path

from docx import Document
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

HERE = Path(__file__).parent
Block = tuple[str, str | list[list[str]]]  # (h1 | h2 | p | table, text or rows)


def blocks(source: str) -> list[Block]:
    """The four kinds of block that the sources use."""
    found: list[Block] = []
    for part in source.strip().split("\n\n"):
        if part.startswith("|"):
            rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines()]
            found.append(("table", [rows[0], *rows[2:]]))
        elif part.startswith("#"):
            marks, _, text = part.partition(" ")
            found.append((f"h{len(marks)}", text))
        else:
            found.append(("p", part))
    return found


def write_docx(source: str, path: Path) -> None:
    document = Document()
    for kind, content in blocks(source):
        if isinstance(content, list):
            table = document.add_table(rows=len(content), cols=len(content[0]), style="Table Grid")
            for i, row in enumerate(content):
                for j, cell in enumerate(row):
                    table.cell(i, j).text = cell
        elif kind == "p":
            document.add_paragraph(content)
        else:
            document.add_heading(content, level=int(kind[1]))
    document.save(str(path))


def write_pdf(source: str, path: Path) -> None:
    styles = getSampleStyleSheet()
    names = {"h1": "Title", "h2": "Heading2", "p": "BodyText"}
    story: list[Flowable] = []
    for kind, content in blocks(source):
        if isinstance(content, list):
            story.append(Table(content, style=[("GRID", (0, 0), (-1, -1), 0.5, colors.grey)]))
        else:
            story.append(Paragraph(content, styles[names[kind]]))
        story.append(Spacer(1, 6))
    SimpleDocTemplate(str(path), pagesize=A4, title=str(blocks(source)[0][1]), invariant=1).build(story)


def main() -> None:
    for folder, suffix, write in (("data-retention", "docx", write_docx), ("access-control", "pdf", write_pdf)):
        for source in sorted((HERE / "sources" / folder).glob("*.md")):
            (HERE / folder).mkdir(exist_ok=True)
            write(source.read_text(), HERE / folder / f"{source.stem}.{suffix}")


if __name__ == "__main__":
    main()
