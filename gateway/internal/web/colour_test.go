package web

import (
	"fmt"
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// contrast is the ratio of WCAG 2.2 between two colours written as #rrggbb.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	luminance := func(colour string) float64 {
		var rgb [3]int
		_, err := fmt.Sscanf(colour, "#%02x%02x%02x", &rgb[0], &rgb[1], &rgb[2])
		require.NoError(t, err, colour)
		sum := 0.0
		for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
			c := float64(rgb[i]) / 255
			if c <= 0.04045 {
				c /= 12.92
			} else {
				c = math.Pow((c+0.055)/1.055, 2.4)
			}
			sum += weight * c
		}
		return sum
	}
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestColoursOfTextHaveEnoughContrast(t *testing.T) {
	sheet, err := shared.ReadFile("static/base.css")
	require.NoError(t, err)
	light, dark, found := strings.Cut(string(sheet), "@media screen and (prefers-color-scheme: dark)")
	require.True(t, found)
	colours := map[string]string{} // what the dark scheme does not name, it has from the light one
	for _, css := range []string{light, dark} {
		for _, m := range regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{6});`).FindAllStringSubmatch(css, -1) {
			if m[1] != "accent" {
				colours[m[1]] = m[2]
			}
		}
		pairs := [][2]string{
			{colours["ink"], colours["paper"]}, {colours["soft"], colours["paper"]}, {colours["soft"], colours["wash"]},
			{colours["notice-ink"], colours["notice"]}, {colours["cover-soft"], colours["cover"]},
		}
		themes := regexp.MustCompile(`\.theme-\d \{ --accent: (#[0-9a-f]{6}); \}`).FindAllStringSubmatch(css, -1)
		require.Len(t, themes, Palette)
		for _, theme := range themes {
			pairs = append(pairs, [2]string{theme[1], colours["paper"]}, [2]string{theme[1], colours["wash"]})
		}
		for _, p := range pairs {
			require.GreaterOrEqual(t, contrast(t, p[0], p[1]), 4.5, "%s on %s", p[0], p[1])
		}
	}
}
