"""The words of `moons.docx`, one block a line."""

PARAGRAPHS = (
    "This note lists thirteen moons of six planets, from our own Moon to Triton, with their sizes, "
    "their orbits and the people who found them. The planets themselves are described in the note "
    "“Bulk Properties of the Planets”, their orbits in “Orbits of the Planets”, and the spacecraft "
    "that visited them in “Spacecraft and Their Agencies”.",
    "# 1 Sizes, orbits and discoverers",
    "Table 1 gives the mean radius and the orbital period of each moon. {rule:large-moon} "
    "{rule:early-discovery} The Moon of the Earth has been known since "
    "prehistory, so that no discoverer is named for it.",
    "@table moons-1",
    "Galileo Galilei found Io, Europa, Ganymede and Callisto in January 1610; together they are "
    "called the Galilean moons. Titan was discovered by Christiaan Huygens on 25 March 1655. The "
    "European probe that landed there on 14 January 2005 carries his name. William Herschel found "
    "the planet Uranus. Titania and Oberon were discovered by William Herschel on 11 January 1787. "
    "Triton was discovered by William Lassell on 10 October 1846, only 17 days after the planet "
    "Neptune. Titan is the largest moon of Saturn. Asaph Hall found Deimos on 12 August 1877 and "
    "Phobos six days later.",
    "Triton moves around Neptune in the retrograde sense, against the rotation of the planet; "
    "the other twelve moons of Table 1 move in the same sense as their planet rotates. Titan is "
    "the only moon with a dense atmosphere, which consists mainly of nitrogen. Ganymede is the "
    "largest moon of Jupiter, and larger than the planet Mercury. Triton is the largest moon of "
    "Neptune. Titania is the largest moon of Uranus.",
    "# 2 Mass and density",
    "Table 2 gives the mass and the semi-major axis of the orbit for the seven large moons. With "
    "the mean radius of Table 1 the mean density follows:",
    "@formula moons-1",
    "{rule:rocky} {rule:icy} By this measure the Moon, Io and Europa are rocky.",
    "@table moons-2",
    "# 3 Resonances",
    "{rule:short-period} Two moons of one planet are compared by the ratio of their orbital "
    "periods,",
    "@formula moons-2",
    "{rule:resonant} Io and Europa are such a pair, and so are Europa and Ganymede; Callisto does "
    "not take part. Pierre-Simon Laplace explained this chain of three moons.",
    "# 4 Weighing a planet by its moons",
    "A moon shows the mass of its planet. If the mass of the moon is small against that of the "
    "planet, Kepler's third law reads",
    "@formula moons-3",
    "With the semi-major axis from Table 2 and the orbital period from Table 1, Eq. (3) reproduces "
    "the mass of Jupiter from any of its four Galilean moons within 0.2 percent, and the mass of "
    "Saturn from Titan within 0.1 percent. For the Earth the result is about 1 percent too "
    "large, mainly because it includes the mass of the Moon.",
    "# Sources",
    "Radii, masses, orbits and discoveries: JPL Solar System Dynamics, Planetary Satellite "
    "Physical Parameters, Mean Elements and Discovery Circumstances. Gravitational constant: "
    "CODATA 2018. Text: the mmkg authors, CC BY 4.0.",
)
