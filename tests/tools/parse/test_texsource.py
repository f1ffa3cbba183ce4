"""LaTeX sources: sections, tables, equations and text with their lines; nothing is run."""

from decimal import Decimal
from pathlib import Path

import pytest

from mmkg.graph.document import Document
from mmkg.graph.evidence import cite_cell, cite_formula, cite_span
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.reader import read_document
from mmkg.tools.parse.texsource_words import words
from mmkg.tools.reread import Rereader

SOURCE = r"""\documentclass{article}
\title{Orbits of \emph{moons}} % a comment
\newcommand{\evil}{\write18{rm}}
\begin{document}
\section{Motion}
The speed is given by \eqref{eq:v}, where $G$ is the gravitational constant,
and listed in Table~\ref{tab:a} \cite{x}.

\begin{equation}\label{eq:v}
  v = \sqrt{\frac{G M}{r}}
\end{equation}
\begin{itemize}
\item first thing
\item second, 50\,\% of \SI{5}{\kilo\metre}
\end{itemize}
\begin{table}
\caption{Moons of \textbf{Jupiter}}\label{tab:a}
\begin{tabular}{l@{\,}rr}
\toprule
 & \multicolumn{2}{c}{Size} \\
\cmidrule(lr){2-3}
Moon & Mass ($10^{22}$\,kg) & Radius (km) \\
\midrule
Io & 8.93 & 1{,}821.6 \\ % hot & bright \\
\textbf{Europa} & $-4.80$ & 1560.8 \\[2pt]
\bottomrule
\end{tabular}
\end{table}
\begin{align}
a &= b + c \\
d &= e f \nonumber
\end{align}
\input{other}
\begin{verbatim}
$$ no $$
\end{verbatim}
\begin{figure}\includegraphics{a.png}\caption{A view}\end{figure}
\[ x = y^2 \]
\end{document}
"""


@pytest.fixture(scope="module")
def orbits(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Document]:
    path = tmp_path_factory.mktemp("tex") / "orbits.tex"
    path.write_text(SOURCE)
    return path, read_document(path)


def test_text_has_sections_lines_and_resolved_references(orbits: tuple[Path, Document]) -> None:
    _, document = orbits
    assert (document.title, document.format) == ("Orbits of moons", "latex")
    by_path = {chunk.address.path: chunk for chunk in document.chunks}
    speed = by_path["lines 6-7"]
    assert speed.section == ("Motion",)
    assert speed.text.endswith("listed in Table 1.")
    assert "given by (1), where G is" in speed.text
    item = by_path["lines 14-14"]
    assert (item.kind, item.text) == ("list", "second, 50 % of 5 km")
    assert document.warnings == ("the file 'other' that it includes was not read",)
    assert not any(chunk.text == "no" for chunk in document.chunks)


def test_tables_have_header_paths_units_and_the_line_of_each_cell(
    orbits: tuple[Path, Document],
) -> None:
    (table,) = orbits[1].tables
    assert (table.label, table.caption, table.header_rows) == ("Table 1", "Moons of Jupiter", 2)
    cell = table.at[3, 1]
    assert (cell.row_path, cell.column_path) == (("Europa",), ("Size", "Mass"))
    assert (cell.reading.number, cell.reading.unit) == (Decimal("-4.80"), "10^22 kg")
    assert cell.address.path == "line 25, cell 2"
    assert table.at[2, 2].reading.number == Decimal("1821.6")
    assert table.at[3, 0].bold


def test_equations_have_their_numbers_and_symbols(orbits: tuple[Path, Document]) -> None:
    formulas = orbits[1].formulas
    assert [(f.number, f.address.path) for f in formulas] == [
        ("1", "lines 9-11"),
        ("2", "lines 30-30"),
        (None, "lines 31-31"),
        (None, "lines 38-38"),
    ]
    assert all(formula.status == "computable" for formula in formulas)
    meanings = {symbol.name: symbol.meaning for symbol in formulas[0].symbols}
    assert meanings["G"] == "gravitational constant"
    assert orbits[1].figures[0].label == "Figure 1"


def test_all_kinds_of_evidence_read_the_same_again(orbits: tuple[Path, Document]) -> None:
    path, document = orbits
    reread = Rereader({document.sha256: path})
    cell = cite_cell(document.tables[0], document.tables[0].at[2, 1])
    assert reread(cell) is None
    assert reread(cite_formula(document.formulas[0])) is None
    assert reread(cite_span(document.chunks[2], (0, 9))) is None
    assert reread(cell.model_copy(update={"text": "8.94"})) is not None


def test_chinese_captions_have_chinese_labels(tmp_path: Path) -> None:
    path = tmp_path / "z.tex"
    path.write_text(
        "\\begin{table}\\caption{人口}\\begin{tabular}{lr}国家 & 人口（万人） \\\\ \\hline\n"
        "秘鲁 & 3300 \\\\ 智利 & \\multirow{1}{*}{1900}\\end{tabular}\\end{table}"
    )
    document = read_document(path)
    (table,) = document.tables
    assert (table.label, document.language) == ("表 1", "zh")
    assert (table.at[2, 1].text, table.at[2, 1].reading.unit) == ("1900", "万人")


def test_braces_that_do_not_match_lose_their_commands_only() -> None:
    assert words(r"\href{http://x} \textbf{un{balanced") == "http://x unbalanced"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "rename it to .pdf"),
        (b"\x00\x01\x02", "binary data"),
        (b"\\section{" * 700_000, "allowed"),
    ],
)
def test_bad_input_is_one_line(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "bad.tex").write_bytes(content)
    with pytest.raises(InputError, match=reason):
        read_document(tmp_path / "bad.tex")


@pytest.mark.parametrize("bit", ["\\begin{table}", "{", "\\section{", "\\[", "\\begin{tabular}{"])
def test_what_is_never_closed_ends_in_time(tmp_path: Path, bit: str) -> None:
    (tmp_path / "open.tex").write_text(bit * 300)
    read_document(tmp_path / "open.tex")
    (tmp_path / "cut.tex").write_text(SOURCE[:700])
    assert read_document(tmp_path / "cut.tex").formulas


def test_marks_and_underlines_of_cells_are_told_from_exponents(tmp_path: Path) -> None:
    (tmp_path / "t.tex").write_text(
        r"\begin{document}\begin{tabular}{lll} Model & A & B \\ One & $-3.4^{**}$ & $10^{3}$ \\"
        r" Two & \underline{70.1}$^\dagger$ & \textbf{2} \end{tabular}\end{document}"
    )
    (table,) = read_document(tmp_path / "t.tex").tables
    read = table.at[1, 1].reading
    assert (str(read.number), read.marks) == ("-3.4", "**")
    assert table.at[2, 1].underlined and table.at[2, 1].reading.marks == "†"
    assert table.at[1, 2].text == "10^3"
    assert table.at[2, 2].bold and not table.at[2, 2].underlined


def test_footnotes_and_what_follows_a_list_are_texts_of_their_own(tmp_path: Path) -> None:
    source = r"""\begin{document}\section{One}
Salt water.\footnote{A note of $x$.} It goes on.
\begin{itemize}\item First\begin{enumerate}\item Inner\end{enumerate}\item Second\end{itemize}
Closing.
\end{document}"""
    (tmp_path / "a.tex").write_text(source)
    found = [(c.kind, c.text) for c in read_document(tmp_path / "a.tex").chunks[1:]]
    assert found[:2] == [("paragraph", "Salt water. It goes on."), ("footnote", "A note of x.")]
    assert [text for kind, text in found if kind == "list"] == ["First", "Inner", "Second"]
    assert found[-1] == ("paragraph", "Closing.")
