"""Units: our table, held against pint where pint is right, and where it is not."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from jiebang.quantities.amount import plain
from jiebang.quantities.lexicon import lexicon
from jiebang.quantities.read_zh import extract
from jiebang.quantities.units import meaning, unit_table
from jiebang.site.strings import load_strings

# (printed, UCUM, kind, base, 4 of it in base)
CASES = [
    ("TFLOPS", "10*12{FLOP}/s", "compute-rate", "FLOP/s", "4000000000000"),
    ("PFlops", "10*15{FLOP}/s", "compute-rate", "FLOP/s", "4000000000000000"),
    ("TOPS/W", "10*12{OP}/s/W", "compute-efficiency", "OP/J", "4000000000000"),
    ("Gb/s", "Gbit/s", "data-rate", "bit/s", "4000000000"),
    ("GB/s", "GBy/s", "data-rate", "bit/s", "32000000000"),
    ("Gbps", "Gbit/s", "data-rate", "bit/s", "4000000000"),
    ("Tb", "Tbit", "data-size", "bit", "4000000000000"),
    ("TB", "TBy", "data-size", "bit", "32000000000000"),
    ("TiB", "TiBy", "data-size", "bit", "35184372088832"),
    ("元", "{CNY}", "money", "CNY", "4"),
    ("%", "%", "ratio", "1", "0.04"),
    ("‰", "[ppth]", "ratio", "1", "0.004"),
    ("km/h", "km/h", "speed", "m/s", "1.11111111111111"),
    ("km2", "km2", "area", "m2", "4000000"),
    ("cm3", "cm3", "volume", "m3", "0.000004"),
    ("m²/h", "m2/h", "area-rate", "m2/s", "0.00111111111111111"),
    ("米/像素", "m/{pixel}", "resolution", "m/pixel", "4"),
    ("N.m/kg", "N.m/kg", "torque-density", "N.m/kg", "4"),
    ("Wh/kg", "W.h/kg", "energy-density", "J/kg", "14400"),
    ("N/cm2", "N/cm2", "pressure", "Pa", "40000"),
    ("KΩ", "kOhm", "resistance", "Ohm", "4000"),
    ("°/h", "deg/h", "angular-rate", "rad/s", "0.0000193925472443814"),
    ("W/(m·K)", "W/m/K", "thermal-conductivity", "W/(m.K)", "4"),
    ("μm/1000mm", "um/(1000.mm)", "", "m/m", "0.000004"),
    ("tokens/s", "{token}/s", "throughput", "token/s", "4"),
    ("帧/秒", "{frame}/s", "frame-rate", "frame/s", "4"),
    ("QPS", "{query}/s", "throughput", "query/s", "4"),
    ("家", "1", "count", "1", "4"),
    ("", "1", "number", "1", "4"),
]


@pytest.mark.parametrize(("printed", "ucum", "kind", "base", "four"), CASES)
def test_meaning(printed: str, ucum: str, kind: str, base: str, four: str) -> None:
    unit = meaning(printed)
    assert (unit.ucum, unit.kind, unit.base) == (ucum, kind, base)
    value = unit.in_base(Decimal(4))
    assert value is not None
    assert plain(value) == four


def test_what_the_table_does_not_know_is_left_open() -> None:
    unit = meaning("furlong/fortnight")
    assert (unit.ucum, unit.kind, unit.base, unit.in_base(Decimal(1))) == ("", "", "", None)


def test_every_printed_unit_has_code_base_and_factor() -> None:
    for printed, unit in unit_table().units.items():
        assert unit.ucum, printed
        assert unit.base, printed
        assert unit.kind, printed
        assert unit.factor > 0, printed
        assert unit.ucum.isascii(), printed
        found = unit_table().read(printed, 0)
        assert found and found[1] == len(printed), printed


def test_quantity_kinds_of_qudt_are_kinds_of_ours() -> None:
    kinds = {u.kind for u in unit_table().units.values()}
    kinds |= {kind for kind, _ in lexicon().compounds.values()}
    assert set(lexicon().qudt) <= kinds


# What pint calls our base units; with these it is right about the units below.
SAME = (
    "km cm mm μm nm g mg kg s ms μs min h Hz MHz GHz mA kV mV kW MW kJ kN kPa MPa km/h m/s W/kg"
    " N/kg kW/L mL lx kΩ MΩ eV rad rpm TB GB/s Gbps TiB ppm"
)
PINT = {unit: unit for unit in SAME.split()} | {
    "cm3": "cm**3",
    "km2": "km**2",
    "m²/h": "m**2/h",
    "N/cm2": "N/cm**2",
    "N.m/kg": "N*m/kg",
    "Wh/kg": "W*h/kg",
    "kWh": "kW*h",
    "mAh": "mA*h",
    "°": "degree",
    "°/h": "degree/h",
    "%": "percent",
    "公顷": "hectare",
    "海里": "nautical_mile",
    "英寸": "inch",
    "天": "day",
    "周": "week",
    "月": "month",
    "年": "year",
}
# pint's own base is not ours: kg for g is, but radians a second are not rotations.
OTHER_BASE = {"rpm": "turn/s"}


@pytest.fixture(scope="module")
def registry() -> Any:
    pint = pytest.importorskip("pint", reason="pint is in the test extra")
    return pint.UnitRegistry(non_int_type=Decimal)


@pytest.mark.parametrize("printed", PINT)
def test_factors_agree_with_pint_where_it_is_right(registry: Any, printed: str) -> None:
    quantity = registry.Quantity(Decimal(1), PINT[printed])
    wanted = quantity.to(OTHER_BASE[printed]) if printed in OTHER_BASE else quantity.to_base_units()
    ours = meaning(printed).factor
    assert abs(Fraction(wanted.magnitude) / ours - 1) < Fraction(1, 10**14)


@pytest.mark.parametrize("printed", ["Gb/s", "Tb", "P", "fps", "KΩ", "TFLOPS", "dB", "cm3", "家"])
def test_what_pint_reads_otherwise_or_not_at_all(registry: Any, printed: str) -> None:
    """Why pint is a witness here, not the reader: gilbert, terabarn, poise, foot a second."""
    try:
        found = registry.Quantity(Decimal(1), printed).to_base_units()
    except Exception:
        return  # not known
    assert str(found.units) not in ("bit / second", "bit", "frame / second")


@pytest.mark.parametrize(
    ("zh", "kind"),
    [
        ("芯片比特数≥100", "count"),
        ("对比试验≥50", "count"),
        ("利用频次不少于30", "count"),
        ("PUE值≤1.2", "ratio"),
        ("长径比≥5", "ratio"),
        ("平均精度mAP≥0.8", "ratio"),
        ("水胶比不大于0.4", "ratio"),
    ],
)
def test_a_bare_number_is_a_ratio_by_the_end_of_its_metric(zh: str, kind: str) -> None:
    assert [amount.meaning.kind for amount in extract(zh)] == [kind]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_kind_of_quantity_has_a_name(language: str) -> None:
    names = load_strings(language).under("kind.")
    kinds = {unit.kind for unit in unit_table().units.values()}
    kinds |= {kind for kind, _ in lexicon().compounds.values()}
    assert len(kinds) > 50
    assert {kind for kind in kinds if kind and kind not in names} == set()
