package domain_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// A counter remembers what facts that are alike add to. Whatever a fact, its place and its programmes are, and whichever it has
// counted before, it answers what one answers that remembers nothing.
func TestCounterThatRemembersAnswersAsOneThatDoesNot(t *testing.T) {
	c := account(t)
	used := counter(t, c)
	var filters domain.Filters
	rapid.Check(t, func(t *rapid.T) {
		f, l, path := anyFact(t), anyPlace(t), anyPath(t)
		fresh, err := filters.Counter(live(c), c.Areas())
		require.NoError(t, err)
		want, err := fresh.Contributions(f, l, path)
		require.NoError(t, err)
		for range 2 {
			got, err := used.Contributions(f, l, path)
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
	})
}

func anyFact(t *rapid.T) domain.Fact {
	of := func(name string, values ...string) string { return rapid.SampledFrom(values).Draw(t, name) }
	return domain.Fact{
		ID: of("id", "a", "b"), Kind: rapid.SampledFrom(domain.FactKinds()).Draw(t, "kind"),
		Date: civil.Date{
			Year: rapid.IntRange(2021, 2023).Draw(t, "year"), Month: time.Month(rapid.IntRange(1, 12).Draw(t, "month")),
			Day: rapid.IntRange(1, 2).Draw(t, "day"),
		},
		LocationID: "l", ProgrammeID: "p", Quantity: rapid.Int64Range(0, 3).Draw(t, "quantity"),
		Method: of("method", "tally", "estimate"), PartOfDay: of("part of day", "morning", "evening"),
		Person: of("person", "", "x", "y"), AgeBand: of("age", "4_to_12", "13_to_17", "23_to_26"),
		Channel: of("channel", "street", "school"), Output: of("output", "repair", "act", "project"),
		Outcome: of("outcome", "", "repaired"), Setting: of("setting", "", "school"),
		Engagement: of("engagement", "volunteer", "intern"), Role: of("role", "docent", "host"),
		Trajectory: of("trajectory", "youth_fund", "thuisadministratie"), ExitReason: of("exit", "", "completed", "moved"),
		DebtFree: rapid.Bool().Draw(t, "debt free"), Asker: of("asker", "gp", "resident"), Result: of("result", "", "advice"),
		Voorveld: rapid.Bool().Draw(t, "voorveld"), Conversed: rapid.Bool().Draw(t, "conversed"),
		Subject: of("subject", "", "s", "z"), Withdrawn: rapid.IntRange(0, 9).Draw(t, "withdrawn") == 0,
	}
}

func anyPlace(t *rapid.T) domain.Location {
	l := place(rapid.SampledFrom([]string{"l", "m"}).Draw(t, "place"),
		rapid.SampledFrom([]string{"community_centre", "neighbourhood_room", "school"}).Draw(t, "kind of place"),
		rapid.SampledFrom([]string{"haven", "poort"}).Draw(t, "stadsdeel"))
	l.WijkYear = rapid.IntRange(2021, 2022).Draw(t, "wijk year")
	return l
}

func anyPath(t *rapid.T) []domain.Programme {
	codes := []string{"buurtcentra", "kinderwerk", "jongerenwerk", "oki", "koken"}
	list := rapid.SliceOfNDistinct(rapid.SampledFrom(codes), 1, 2, rapid.ID[string]).Draw(t, "path")
	return path(rapid.SampledFrom([]string{"ontmoeting_verbinding", "veilige_buurt"}).Draw(t, "theme"), list...)
}
