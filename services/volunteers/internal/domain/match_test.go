package domain_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

func monday(part string) domain.Availability {
	return domain.Availability{Weekday: "monday", DayPart: part}
}

// opening is a vacancy that asks of everything something, in Almere Haven.
func opening(t testing.TB) domain.Opening {
	return domain.Opening{
		Vacancy: domain.Vacancy{
			ID: "v", Skills: []string{"taalles", "koken", "tuinieren"}, Languages: []string{"nl", "ar"},
			Interests: []string{"lezen", "schaken"}, Availability: []domain.Availability{monday("morning"), monday("evening")},
			Wijk: areas.Wijk{Code: "WK003401", Edition: 2022},
		},
		Role: domain.Role{ID: "r", Start: on(t, "2020-01-01")}, On: on(t, "2022-06-15"), Areas: almere(t),
	}
}

func candidate(id string) domain.Candidate {
	return domain.Candidate{Engagement: domain.Engagement{ID: id, PersonID: "p" + id, State: domain.Engaged}}
}

func TestScoreIsTheSumOfWhatEachFactorAdds(t *testing.T) {
	tests := map[string]struct {
		change func(c *domain.Candidate, o *domain.Opening)
		want   []int // points of skills, languages, interests, availability, nearness
	}{
		"nothing in common": {func(*domain.Candidate, *domain.Opening) {}, []int{0, 0, 0, 0, 0}},
		"everything": {func(c *domain.Candidate, o *domain.Opening) {
			v := o.Vacancy
			c.Skills, c.Languages, c.Interests, c.Availability = v.Skills, v.Languages, v.Interests, v.Availability
			c.Suitability.Home = v.Wijk
		}, []int{30, 20, 20, 20, 10}},
		"a part of it": {func(c *domain.Candidate, _ *domain.Opening) {
			c.Skills, c.Languages = []string{"koken", "zingen"}, []string{"nl"}
			c.Availability = []domain.Availability{monday("evening"), monday("afternoon")}
			c.Suitability.Home = areas.Wijk{Code: "WK003402", Edition: 2024}
		}, []int{10, 10, 0, 10, 5}},
		"a vacancy that asks nothing": {
			func(_ *domain.Candidate, o *domain.Opening) { o.Vacancy = domain.Vacancy{} }, []int{30, 20, 20, 20, 10},
		},
		"a reaction": {func(c *domain.Candidate, _ *domain.Opening) { c.Reacted = true }, []int{0, 0, 0, 0, 0}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, o := candidate("1"), opening(t)
			tt.change(&c, &o)
			m := o.Match(c)
			var points []int
			sum := 0
			for _, f := range m.Factors {
				points = append(points, f.Points)
				sum += f.Points
			}
			require.Empty(t, m.Excluded)
			require.Equal(t, tt.want, points)
			require.Equal(t, sum, m.Score)
			require.Equal(t, c.Reacted, m.Reacted)
		})
	}
}

func TestScoreSaysWhatWasMatched(t *testing.T) {
	c, o := candidate("1"), opening(t)
	c.Skills, c.Availability, c.Suitability.Home = []string{"koken"}, []domain.Availability{monday("evening")}, o.Vacancy.Wijk
	var matched [][]string
	for _, f := range o.Match(c).Factors {
		matched = append(matched, f.Matched)
	}
	require.Equal(t, [][]string{{"koken"}, nil, nil, {"monday/evening"}, {"wijk"}}, matched)
}

func TestEachGateSaysItsReason(t *testing.T) {
	tests := map[string]struct {
		change func(c *domain.Candidate, o *domain.Opening)
		want   string
	}{
		"not active": {func(c *domain.Candidate, _ *domain.Opening) { c.Engagement.State = domain.Paused }, "ENGAGEMENT_NOT_ACTIVE"},
		"assigned":   {func(c *domain.Candidate, _ *domain.Opening) { c.Assigned = true }, "ASSIGNMENT_EXISTS"},
		"other work": {func(c *domain.Candidate, _ *domain.Opening) {
			c.Taken = []domain.Availability{monday("morning"), monday("evening")}
		}, "OVERLAP"},
		"a certificate": {func(_ *domain.Candidate, o *domain.Opening) {
			o.Role.Certificates = []domain.RequiredCertificate{{Kind: domain.VOG}}
		}, "CERTIFICATE_MISSING"},
		"too young": {func(c *domain.Candidate, o *domain.Opening) {
			o.Role.MinAge, c.Suitability.Birth.Year = 18, 2005
		}, "UNDER_AGE"},
		"age unknown":       {func(_ *domain.Candidate, o *domain.Opening) { o.Role.MinAge = 18 }, "AGE_UNKNOWN"},
		"too far":           {func(_ *domain.Candidate, o *domain.Opening) { o.Role.Reach = domain.SameStadsdeel }, "TOO_FAR"},
		"a role that ended": {func(_ *domain.Candidate, o *domain.Opening) { o.Role.End = on(t, "2022-06-14") }, "ROLE_NOT_FULFILLED"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, o := candidate("1"), opening(t)
			tt.change(&c, &o)
			m := o.Match(c)
			require.Len(t, m.Excluded, 1)
			require.Equal(t, tt.want, m.Excluded[0].Reason)
			require.Zero(t, m.Score)
			require.Empty(t, m.Factors)
		})
	}
}

func TestOnlyWhereTheBirthdayDecidesTheYearOfBirthIsNotEnough(t *testing.T) {
	role, day := domain.Role{MinAge: 18}, on(t, "2022-06-15")
	for year, want := range map[int]bool{0: true, 1980: true, 2003: true, 2004: false, 2005: true} {
		require.Equal(t, want, role.AgeDecidedBy(year, day), year)
	}
	require.True(t, domain.Role{}.AgeDecidedBy(2004, day))
}

// drawCandidate draws somebody, excluded or not.
func drawCandidate(t *rapid.T, id string) domain.Candidate {
	some := func(label string, from ...string) []string {
		return slices.DeleteFunc(from, func(string) bool { return rapid.Bool().Draw(t, label) })
	}
	c := candidate(id)
	c.Skills = some("skill", "taalles", "koken", "tuinieren", "zingen")
	c.Languages, c.Interests = some("language", "nl", "ar", "tr"), some("interest", "lezen", "schaken")
	for _, part := range some("part", "morning", "afternoon", "evening") {
		c.Availability = append(c.Availability, monday(part))
	}
	c.Suitability.Home = areas.Wijk{Code: rapid.SampledFrom([]string{"WK003401", "WK003402", "WK003411", ""}).Draw(t, "home"), Edition: 2022}
	c.Assigned = rapid.Float64().Draw(t, "assigned") < 0.2
	return c
}

func TestGateAlwaysBeatsAScore(t *testing.T) {
	o := opening(t)
	rapid.Check(t, func(t *rapid.T) {
		var list []domain.Candidate
		for i := range rapid.IntRange(0, 30).Draw(t, "how many") {
			list = append(list, drawCandidate(t, fmt.Sprint(i)))
		}
		seen := false
		for _, m := range o.Rank(list) {
			excluded := len(m.Excluded) > 0
			require.False(t, seen && !excluded, "one who is excluded stands before one who is not")
			require.True(t, m.Score >= 0 && m.Score <= 100)
			require.True(t, !excluded || m.Score == 0)
			seen = excluded
		}
	})
}

func TestMoreInCommonNeverScoresLower(t *testing.T) {
	o := opening(t)
	rapid.Check(t, func(t *rapid.T) {
		c := drawCandidate(t, "1")
		c.Assigned = false
		before := o.Match(c).Score
		more := rapid.SampledFrom([]func(){
			func() { c.Skills = append(c.Skills, rapid.SampledFrom(o.Vacancy.Skills).Draw(t, "s")) },
			func() { c.Languages = append(c.Languages, rapid.SampledFrom(o.Vacancy.Languages).Draw(t, "l")) },
			func() { c.Interests = append(c.Interests, rapid.SampledFrom(o.Vacancy.Interests).Draw(t, "i")) },
			func() {
				c.Availability = append(c.Availability, rapid.SampledFrom(o.Vacancy.Availability).Draw(t, "a"))
			},
			func() { c.Suitability.Home = o.Vacancy.Wijk },
		}).Draw(t, "more")
		more()
		require.GreaterOrEqual(t, o.Match(c).Score, before)
	})
}

func TestOrderIsTotalAndThatOfTheInputDoesNotMatter(t *testing.T) {
	o := opening(t)
	rapid.Check(t, func(t *rapid.T) {
		var list []domain.Candidate
		for i := range rapid.IntRange(0, 30).Draw(t, "how many") {
			list = append(list, drawCandidate(t, fmt.Sprint(i)))
		}
		want := o.Rank(list)
		require.Equal(t, want, o.Rank(rapid.Permutation(list).Draw(t, "order")))
		for i := 1; i < len(want); i++ {
			require.Negative(t, want[i-1].Compare(want[i]))
		}
	})
}

// BenchmarkRank ranks 1,000 people for a vacancy.
func BenchmarkRank(b *testing.B) {
	o := opening(b)
	o.Role.MinAge, o.Role.Certificates = 18, []domain.RequiredCertificate{{Kind: domain.VOG, ValidityMonths: 36}}
	random := rand.New(rand.NewPCG(1, 2))
	words := []string{"taalles", "koken", "tuinieren", "zingen", "lezen", "schaken", "nl", "ar", "tr", "en"}
	list := make([]domain.Candidate, 1000)
	for i := range list {
		c := candidate(fmt.Sprint(i))
		some := func() []string { return words[:random.IntN(len(words))] }
		c.Skills, c.Languages, c.Interests = some(), some(), some()
		c.Availability = []domain.Availability{monday("morning"), monday("evening")}
		c.Suitability.Birth.Year, c.Suitability.Home = 1950+random.IntN(60), o.Vacancy.Wijk
		c.Suitability.Held = []domain.Certificate{{
			ID: "c", Kind: domain.VOG, Issued: civil.Date{Year: 2021, Month: 3, Day: 1}, Seen: civil.Date{Year: 2021, Month: 3, Day: 2},
		}}
		list[i] = c
	}
	for b.Loop() {
		require.Len(b, o.Rank(list), len(list))
	}
}
