"""Forty digits as a pen draws them: two shapes of each, upright and slanted.

A stroke is a list of points in a square from 0 to 100, down the page.
"""

from math import cos, radians, sin


def arc(x, y, across, down, start, end):
    """Return points on an ellipse; degrees go clockwise from the right."""
    steps = [start + (end - start) * n / 24 for n in range(25)]
    return [(x + across * cos(radians(a)), y + down * sin(radians(a))) for a in steps]


SHAPES = {
    0: [[arc(50, 50, 22, 38, -90, 270)], [arc(50, 50, 30, 36, -60, 310)]],
    1: [[[(38, 28), (54, 12), (54, 88)]], [[(50, 10), (50, 90)]]],
    2: [
        [[*arc(50, 32, 22, 22, -170, 40), (28, 88), (74, 88)]],
        [[*arc(48, 30, 20, 18, -160, 60), (30, 84), (40, 80), (60, 88), (74, 84)]],
    ],
    3: [
        [[*arc(48, 31, 20, 20, -150, 80), *arc(48, 69, 24, 20, -80, 150)]],
        [[*arc(46, 30, 22, 17, -140, 90), *arc(46, 68, 26, 21, -90, 140)]],
    ],
    4: [
        [[(48, 10), (26, 58), (76, 58)], [(62, 34), (62, 90)]],
        [[(30, 12), (27, 52), (72, 52)], [(68, 12), (62, 90)]],
    ],
    5: [
        [[(70, 12), (36, 12), (33, 46), *arc(48, 65, 22, 23, -120, 140)]],
        [[(35, 14), (34, 45), *arc(47, 66, 23, 21, -115, 150)], [(35, 14), (72, 12)]],
    ],
    6: [
        [[(60, 10), (42, 34), (32, 60), *arc(50, 68, 18, 20, -180, 180)]],
        [[*arc(58, 56, 28, 44, -80, -180), *arc(48, 66, 19, 21, -180, 180)]],
    ],
    7: [
        [[(26, 14), (74, 14), (46, 90)]],
        [[(28, 16), (72, 14), (50, 52), (44, 90)], [(34, 52), (66, 50)]],
    ],
    8: [
        [[*arc(50, 31, 18, 19, 90, 450), *arc(50, 70, 21, 20, -90, 270)]],
        [[*arc(52, 30, 16, 18, -30, -270), *arc(48, 69, 20, 20, -90, 270), (66, 22)]],
    ],
    9: [
        [[*arc(50, 32, 19, 20, 0, -360), (68, 55), (60, 90)]],
        [
            [
                *arc(49, 31, 20, 19, -20, -380),
                (70, 32),
                (68, 70),
                *arc(52, 72, 16, 17, 0, 140),
            ]
        ],
    ],
}


def slanted(strokes):
    """Return them leaning to the right, as in a quick hand."""
    return [[(x + (50 - y) * 0.15, y) for x, y in stroke] for stroke in strokes]


def drawings():
    """Yield a digit and its strokes, forty times."""
    for digit, shapes in SHAPES.items():
        for strokes in shapes:
            yield digit, strokes
            yield digit, slanted(strokes)
