import pytest
from docx.oxml import parse_xml

from mmkg.tools.parse.text_omml import to_latex

NAMES = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
X, Y = "<m:r><m:t>x</m:t></m:r>", "<m:r><m:t>y</m:t></m:r>"


def run(text: str, looks: str = "") -> str:
    return f"<m:r><m:rPr>{looks}</m:rPr><m:t>{text}</m:t></m:r>"


NO_BAR = f'<m:f><m:fPr><m:type m:val="noBar"/></m:fPr><m:num>{X}</m:num><m:den>{Y}</m:den></m:f>'
MATRIX = f"<m:m><m:mr><m:e>{X}</m:e><m:e>{Y}</m:e></m:mr></m:m>"


@pytest.mark.parametrize(
    ("omml", "latex"),
    [
        (f"<m:d><m:e>{NO_BAR}</m:e></m:d>", r"\binom{x}{y}"),
        (f"<m:d><m:e>{MATRIX}</m:e></m:d>", r"\begin{pmatrix}x & y\end{pmatrix}"),
        (
            '<m:d><m:dPr><m:begChr m:val="{"/><m:endChr m:val=""/></m:dPr>'
            f"<m:e>{MATRIX}</m:e></m:d>",
            r"\begin{cases}x & y\end{cases}",
        ),
        (f'<m:acc><m:accPr><m:chr m:val="‾"/></m:accPr><m:e>{X}</m:e></m:acc>', r"\bar{x}"),
        (
            f'<m:acc><m:accPr><m:chr m:val="⃗"/></m:accPr><m:e>{X}{Y}</m:e></m:acc>',
            r"\overrightarrow{xy}",
        ),
        (f'<m:acc><m:accPr><m:chr m:val="᷍"/></m:accPr><m:e>{X}</m:e></m:acc>', r"\overset{᷍}{x}"),
        (f"<m:groupChr><m:e>{X}</m:e></m:groupChr>", r"\underbrace{x}"),
        (f"<m:borderBox><m:e>{X}</m:e></m:borderBox>", r"\boxed{x}"),
        (f'<m:phant><m:phantPr><m:show m:val="0"/></m:phantPr><m:e>{X}</m:e></m:phant>{Y}', "y"),
        (f"<m:phant><m:e>{X}</m:e></m:phant>", "x"),
        (f"<m:box><m:e>{X}</m:e></m:box>", "x"),
        (run("w", '<m:sty m:val="b"/>'), r"\mathbf{w}"),
        (run("L", '<m:scr m:val="script"/><m:sty m:val="p"/>'), r"\mathcal{L}"),
        (run("R", '<m:scr m:val="double-struck"/>'), r"\mathbb{R}"),
        ("".join(run(c, '<m:sty m:val="p"/>') for c in "ln") + X, r"\ln x"),
        ("".join(run(c, '<m:sty m:val="p"/>') for c in "GFR"), r"\mathrm{GFR}"),
        (run("{") + X + run("}"), r"\{x\}"),
        (run("A∪B∖C"), r"A\cup B\setminus C"),
        (f"<m:sSup><m:e>{X}</m:e><m:sup>{run(chr(0x200B))}</m:sup></m:sSup>", "x"),
    ],
)  # fmt: skip
def test_office_formulas_are_read(omml: str, latex: str) -> None:
    assert to_latex(parse_xml(f"<m:oMath {NAMES}>{omml}</m:oMath>")).replace(
        " ", ""
    ) == latex.replace(" ", "")
