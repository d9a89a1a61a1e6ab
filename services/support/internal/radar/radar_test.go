package radar_test

import (
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/radar"
)

// update writes the golden pictures anew: look at them before they are committed.
var update = flag.Bool("update", false, "write the golden pictures anew")

func measure(i domain.OutcomeInstrument, moment domain.OutcomeMoment, date civil.Date, scores ...int) domain.OutcomeMeasure {
	m := domain.OutcomeMeasure{Moment: moment, Date: date, Instrument: i, Version: i.Scale().Versions[0]}
	for n, dimension := range i.Scale().Dimensions {
		m.Scores = append(m.Scores, domain.OutcomeScore{Dimension: dimension, Score: scores[n]})
	}
	return m
}

func goldens() map[string][]byte {
	matrix, health := domain.SelfSufficiencyMatrix, domain.PositiveHealth
	return map[string][]byte{
		"matrix.svg": radar.SVG(matrix, []domain.OutcomeMeasure{
			measure(matrix, domain.AtStart, civil.Date{Year: 2022, Month: 3, Day: 1}, 1, 2, 2, 3, 3, 3, 4, 5, 5, 4, 2, 2, 5),
			measure(matrix, domain.OnTheWay, civil.Date{Year: 2022, Month: 6, Day: 14}, 2, 2, 3, 3, 3, 4, 4, 5, 5, 4, 3, 3, 5),
			measure(matrix, domain.AtEnd, civil.Date{Year: 2022, Month: 11, Day: 30}, 3, 4, 4, 4, 4, 4, 4, 5, 5, 5, 4, 5, 5),
		}),
		"health.svg": radar.SVG(health, []domain.OutcomeMeasure{
			measure(health, domain.AtStart, civil.Date{Year: 2022, Month: 3, Day: 1}, 6, 3, 4, 5, 0, 6),
			measure(health, domain.AtEnd, civil.Date{Year: 2022, Month: 11, Day: 30}, 6, 7, 6, 8, 9, 10),
		}),
		"start.svg": radar.SVG(matrix, []domain.OutcomeMeasure{
			measure(matrix, domain.AtStart, civil.Date{Year: 2026, Month: 1, Day: 5}, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5),
		}),
	}
}

func TestPicturesAreAsTheyWereLookedAt(t *testing.T) {
	for name, got := range goldens() {
		path := filepath.Join("testdata", name)
		if *update {
			require.NoError(t, os.WriteFile(path, got, 0o644))
		}
		want, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, string(want), string(got), name)
	}
}

// read answers the text of each element of a picture, which is well-formed XML.
func read(t require.TestingT, svg []byte) map[string]string {
	texts, decoder := map[string]string{}, xml.NewDecoder(strings.NewReader(string(svg)))
	name := ""
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return texts
		}
		require.NoError(t, err)
		switch token := token.(type) {
		case xml.StartElement:
			name = token.Name.Local
		case xml.CharData:
			texts[name] += string(token) + "\n"
		}
	}
}

func TestWhatThePictureShowsIsInItsDescription(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		instrument := rapid.SampledFrom([]domain.OutcomeInstrument{domain.SelfSufficiencyMatrix, domain.PositiveHealth}).Draw(t, "instrument")
		scale := instrument.Scale()
		scores := rapid.SliceOfN(rapid.IntRange(scale.First, scale.Last), len(scale.Dimensions), len(scale.Dimensions)).Draw(t, "scores")
		moment := rapid.SampledFrom([]domain.OutcomeMoment{domain.AtStart, domain.OnTheWay, domain.AtEnd}).Draw(t, "moment")
		texts := read(t, radar.SVG(instrument, []domain.OutcomeMeasure{
			measure(instrument, moment, civil.Date{Year: 2026, Month: 2, Day: 3}, scores...),
		}))
		require.NotEmpty(t, strings.TrimSpace(texts["title"]))
		require.Contains(t, texts["desc"], "3 februari 2026")
		list := strings.Split(texts["desc"][strings.Index(texts["desc"], "): ")+3:], ", ")
		require.Len(t, list, len(scores))
		for i, score := range scores {
			require.True(t, strings.HasSuffix(strings.TrimRight(list[i], ".\n"), " "+strconv.Itoa(score)), "%q %d", list[i], score)
		}
	})
}

func TestOfMeasuresOnTheWayTheLastIsShown(t *testing.T) {
	all := make([]int, 6)
	svg := radar.SVG(domain.PositiveHealth, []domain.OutcomeMeasure{
		measure(domain.PositiveHealth, domain.OnTheWay, civil.Date{Year: 2026, Month: 2, Day: 3}, all...),
		measure(domain.PositiveHealth, domain.OnTheWay, civil.Date{Year: 2026, Month: 5, Day: 4}, all...),
	})
	require.Contains(t, string(svg), "4 mei 2026")
	require.NotContains(t, string(svg), "3 februari 2026")
}
