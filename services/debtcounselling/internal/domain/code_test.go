package domain_test

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

func TestCodesAreWrittenAsTheirPatternsSay(t *testing.T) {
	for name, code := range map[string]struct {
		is      func(string) bool
		pattern string
		near    string
	}{
		"municipality": {domain.IsMunicipality, `^GM[0-9]{4}$`, `G?M?[0-9a]{3,5}\n?`},
		"trade number": {domain.IsKvK, `^[0-9]{8}$`, `[0-9 ]{7,9}\n?`},
		"postal code":  {domain.IsPostcode, `^[1-9][0-9]{3} ?([A-RT-Z][A-Z]|S[B-CE-RT-Z])$`, `[0-9]{3,5} {0,2}[A-Za]{1,3}\n?`},
	} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				for _, texts := range []*rapid.Generator[string]{
					rapid.StringMatching(code.pattern), rapid.StringMatching(code.near), rapid.String(),
				} {
					text := texts.Draw(t, "text")
					// In Go $ is the end of the text, also where a line ends.
					require.Equal(t, regexp.MustCompile(code.pattern).MatchString(text), code.is(text), "%q", text)
				}
			})
		})
	}
}
