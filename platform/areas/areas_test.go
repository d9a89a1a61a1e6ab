package areas_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/areas"
)

const areasHeader = "code,name,stadsdeel,first_edition,last_edition\n"

func parse(t require.TestingT, rows ...string) areas.Register {
	parsed, err := areas.Parse([]byte(areasHeader + strings.Join(rows, "\n")))
	require.NoError(t, err)
	return parsed
}

func TestEditionIsNeverGuessed(t *testing.T) {
	register := parse(t, "WK003401,Centrum,haven,2022,2024", "WK003402,De Werven,haven,2022,2022", "WK003401,Oud,buiten,2018,2020")
	tests := map[string]struct {
		code    string
		edition int
		want    string // "" where the wijk is unknown
	}{
		"first edition":              {"WK003401", 2022, "haven"},
		"an edition in between":      {"WK003401", 2023, "haven"},
		"last edition":               {"WK003401", 2024, "haven"},
		"after the last edition":     {"WK003401", 2025, ""},
		"between two meanings":       {"WK003401", 2021, ""},
		"last of the older meaning":  {"WK003401", 2020, "buiten"},
		"first of the older meaning": {"WK003401", 2018, "buiten"},
		"before the oldest":          {"WK003401", 2017, ""},
		"only edition":               {"WK003402", 2022, "haven"},
		"after the only edition":     {"WK003402", 2023, ""},
		"no edition":                 {"WK003401", 0, ""},
		"no code":                    {"", 2022, ""},
		"unknown code":               {"WK003499", 2022, ""},
		"code of other case":         {"wk003401", 2022, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			stadsdeel, known := register.Stadsdeel(areas.Wijk{Code: tt.code, Edition: tt.edition})
			require.Equal(t, tt.want, stadsdeel)
			require.Equal(t, tt.want != "", known)
		})
	}
}

func TestEmptyRegisterKnowsNothing(t *testing.T) {
	_, known := areas.Register{}.Stadsdeel(areas.Wijk{Code: "WK003401", Edition: 2022})
	require.False(t, known)
}

func TestQuotedNameMayHoldAComma(t *testing.T) {
	stadsdeel, known := parse(t, `WK003401,"Centrum, Haven",haven,2022,2024`).
		Stadsdeel(areas.Wijk{Code: "WK003401", Edition: 2023})
	require.True(t, known)
	require.Equal(t, "haven", stadsdeel)
}

func TestRegisterThatCannotBeTrustedIsRefused(t *testing.T) {
	tests := map[string]struct{ csv, says string }{
		"nothing":                {"", "want a header"},
		"only a header":          {areasHeader, "want a header"},
		"no header":              {"WK003401,Centrum,haven,2022,2024\nWK003402,De Werven,haven,2022,2024\n", "want a header"},
		"columns in other order": {"name,code,stadsdeel,first_edition,last_edition\nCentrum,WK003401,haven,2022,2024\n", "want a header"},
		"too few columns":        {"code,name,stadsdeel,first_edition\nWK003401,Centrum,haven,2022\n", "want a header"},
		"row with a column less": {areasHeader + "WK003401,Centrum,haven,2022\n", "line 2"},
		"row with a column more": {areasHeader + "WK003401,Centrum,haven,2022,2024,x\n", "line 2"},
		"open quote":             {areasHeader + "WK003401,\"Centrum,haven,2022,2024\n", "read areas"},
		"first is no year":       {areasHeader + "WK003401,Centrum,haven,vroeger,2024\n", "row 2: first_edition"},
		"last is no year":        {areasHeader + "WK003401,Centrum,haven,2022,\n", "row 2: last_edition"},
		"fault in a later row": {
			areasHeader + "WK003401,Centrum,haven,2022,2024\nWK003402,De Werven,haven,x,2024\n", "row 3: first_edition",
		},
		"last before first":    {areasHeader + "WK003401,Centrum,haven,2024,2022\n", "row 2: the editions 2024 to 2022"},
		"years before the map": {areasHeader + "WK003401,Centrum,haven,0,2022\n", "row 2: the editions 0 to 2022"},
		"years without end":    {areasHeader + "WK003401,Centrum,haven,2022,2000000000\n", "row 2: the editions 2022 to 2000000000"},
		"no code":              {areasHeader + ",Centrum,haven,2022,2024\n", "row 2: code and stadsdeel"},
		"no stadsdeel":         {areasHeader + "WK003401,Centrum,,2022,2024\n", "row 2: code and stadsdeel"},
		"one edition, two meanings": {
			areasHeader + "WK003401,Centrum,haven,2022,2024\nWK003401,Centrum,buiten,2024,2025\n", "row 3: WK003401 stands twice in the edition of 2024",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := areas.Parse([]byte(tt.csv))
			require.ErrorContains(t, err, tt.says)
		})
	}
}

func TestWijkIsKnownExactlyInTheEditionsOfItsRow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		year := rapid.IntRange(1990, 2040)
		first := year.Draw(t, "first")
		last := rapid.IntRange(first, 2040).Draw(t, "last")
		asked := year.Draw(t, "asked")

		stadsdeel, known := parse(t, fmt.Sprintf("WK003401,Centrum,haven,%d,%d", first, last)).
			Stadsdeel(areas.Wijk{Code: "WK003401", Edition: asked})

		require.Equal(t, first <= asked && asked <= last, known)
		require.Equal(t, known, stadsdeel == "haven")
	})
}

func TestWijkIsTheSameInTheEditionsOfItsRowAlone(t *testing.T) {
	register := parse(t, "WK003401,Centrum,haven,2022,2024", "WK003402,De Werven,haven,2022,2022", "WK003401,Oud,haven,2018,2020")
	w := func(code string, edition int) areas.Wijk { return areas.Wijk{Code: code, Edition: edition} }
	require.True(t, register.Same(w("WK003401", 2022), w("WK003401", 2022)))
	require.True(t, register.Same(w("WK003401", 2022), w("WK003401", 2024)))
	require.False(t, register.Same(w("WK003401", 2022), w("WK003401", 2020)), "the code has another meaning")
	require.False(t, register.Same(w("WK003401", 2022), w("WK003402", 2022)))
	require.False(t, register.Same(w("WK003401", 2021), w("WK003401", 2021)), "nobody knows this code")
	require.False(t, register.Same(areas.Wijk{}, areas.Wijk{}))
}
