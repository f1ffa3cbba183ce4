"""Prove that the derived columns of the truth follow from the printed ones.

A derived value is computed from the values as printed, so that a reader who starts from a table
gets the same number.
"""

from collections.abc import Iterator
from datetime import date
from math import pi, sqrt

from truth import Row, read_csv

GRAVITATION = 6.67430e-11  # m^3 kg^-1 s^-2, CODATA 2018
AU = 149_597_870.7  # km, IAU 2012 Resolution B2
LIGHT = 299_792.458  # km/s, exact
SOLAR = 1361.0  # W/m^2 at 1 AU, IAU 2015 Resolution B3
JULIAN_YEAR = 365.25 * 86400  # s


def planet_values(row: Row) -> dict[str, float]:
    """The derived columns of `planets.csv` for one planet."""
    mass, radius = float(row["mass_1e24_kg"]) * 1e24, float(row["mean_radius_km"]) * 1e3
    axis, eccentricity = float(row["semi_major_axis_au"]), float(row["eccentricity"])
    return {
        "density_kg_m3": 3 * mass / (4 * pi * radius**3),
        "gravity_m_s2": GRAVITATION * mass / radius**2,
        "escape_velocity_km_s": sqrt(2 * GRAVITATION * mass / radius) / 1e3,
        "perihelion_au": axis * (1 - eccentricity),
        "aphelion_au": axis * (1 + eccentricity),
        "orbital_speed_km_s": 2 * pi * axis * AU / (float(row["period_years"]) * JULIAN_YEAR),
        "delay_min_minutes": abs(axis - 1) * AU / LIGHT / 60,
        "delay_max_minutes": (axis + 1) * AU / LIGHT / 60,
    }


def days_between(start: str, end: str) -> float:
    """Whole days from one ISO date to another."""
    return float((date.fromisoformat(end) - date.fromisoformat(start)).days)


def disagreements() -> Iterator[str]:
    """One line for each derived value that does not follow."""
    for row in read_csv("planets.csv"):
        for column, value in planet_values(row).items():
            yield from compare(row, column, value)
    for row in read_csv("irradiance.csv"):
        value = SOLAR / float(row["distance_au"]) ** 2
        yield from compare({"name": row["distance_au"], **row}, "irradiance_w_m2", value)
    for file, end, column in (
        ("missions.csv", "arrival_date", "cruise_days"),
        ("china_missions.csv", "landing_date", "days_to_landing"),
    ):
        for row in read_csv(file):
            if row[end]:
                yield from compare(row, column, days_between(row["launch_date"], row[end]))
            if row["launch_year"] != row["launch_date"][:4]:
                yield f"{row['name']}: launch year and date differ"


def compare(row: Row, column: str, value: float) -> Iterator[str]:
    """Compare a written value with the computed one, at the decimals written."""
    written = row[column]
    decimals = len(written.partition(".")[2])
    if written and written != f"{value:.{decimals}f}":
        yield f"{row['name']}: {column} is written {written}, computed {value}"
