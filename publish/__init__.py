"""What the site offers beside its pages: made before a build, into docs/assets/made/."""
