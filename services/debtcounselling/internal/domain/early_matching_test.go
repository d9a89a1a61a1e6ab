package domain_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

// anEarlyMatch answers one over cases under their hashes.
func anEarlyMatch(cases map[string][]*domain.EarlySignalCase) *domain.EarlyMatch {
	n := 0
	due := func(e domain.EarlySignal) civil.Date { return e.Date.AddDays(28) }
	return &domain.EarlyMatch{
		Cases: cases, Due: due, Changed: map[*domain.EarlySignalCase]bool{},
		Begin: func(e domain.EarlySignal) domain.EarlySignalCase {
			n++
			return domain.EarlySignalCase{
				ID: fmt.Sprint("new", n), Start: e.Date, MatchingUntil: e.Date.AddDays(30), Crisis: e.Crisis, Due: due(e),
				State: domain.EarlyReceived,
			}
		},
	}
}

func TestSignalJoinsWhatTakesIt(t *testing.T) {
	start := earlyStart()
	open := func(id string) *domain.EarlySignalCase {
		return &domain.EarlySignalCase{ID: id, Start: start, MatchingUntil: start.AddDays(30), State: domain.EarlyTakenUp}
	}
	ended := func(id string) *domain.EarlySignalCase {
		c := open(id)
		c.State = domain.EarlyClosed
		return c
	}
	for name, tt := range map[string]struct {
		cases  map[string][]*domain.EarlySignalCase
		day    int // after the begin of the cases
		crisis bool
		want   string
	}{
		"nothing is there":                {nil, 0, false, "new1"},
		"open at the address":             {map[string][]*domain.EarlySignalCase{"a": {open("a")}}, 400, false, "a"},
		"open of the person":              {map[string][]*domain.EarlySignalCase{"p": {open("p")}}, 400, false, "p"},
		"both":                            {map[string][]*domain.EarlySignalCase{"p": {open("p")}, "a": {open("a")}}, 1, false, "a"},
		"open before ended":               {map[string][]*domain.EarlySignalCase{"p": {open("p")}, "a": {ended("a")}}, 1, false, "p"},
		"ended, on its first date":        {map[string][]*domain.EarlySignalCase{"a": {ended("a")}}, 0, false, "a"},
		"ended, on its last date":         {map[string][]*domain.EarlySignalCase{"a": {ended("a")}}, 30, false, "a"},
		"ended, a day later":              {map[string][]*domain.EarlySignalCase{"a": {ended("a")}}, 31, false, "new1"},
		"ended, told before":              {map[string][]*domain.EarlySignalCase{"a": {ended("a")}}, -1, false, "new1"},
		"ended, and a crisis":             {map[string][]*domain.EarlySignalCase{"a": {ended("a")}}, 1, true, "new1"},
		"two that ended, one takes it":    {map[string][]*domain.EarlySignalCase{"a": {ended("a")}, "p": {ended("p")}}, 30, false, "a"},
		"another address, nobody's":       {map[string][]*domain.EarlySignalCase{"other": {open("o")}}, 1, false, "new1"},
		"told before an open one, joined": {map[string][]*domain.EarlySignalCase{"a": {open("a")}}, -40, false, "a"},
	} {
		t.Run(name, func(t *testing.T) {
			if tt.cases == nil {
				tt.cases = map[string][]*domain.EarlySignalCase{}
			}
			m := anEarlyMatch(tt.cases)
			got := m.Place(domain.EarlySignal{Date: start.AddDays(tt.day), Crisis: tt.crisis},
				domain.EarlyKeys{Address: []string{"a"}, Person: []string{"p"}})
			require.Equal(t, domain.Placing{CaseID: tt.want}, got)
		})
	}
}

func TestWhoIsHelpedAlreadyGetsNoCase(t *testing.T) {
	keys := domain.EarlyKeys{Address: []string{"a"}, Person: []string{"p"}}
	for kind, want := range map[domain.TrajectoryKind]domain.EarlyResult{
		domain.DebtHelp: domain.AlreadyKnown, domain.YouthFund: domain.AlreadyKnown,
		domain.LongTermGuidance: domain.OtherRunningTrajectory, domain.SocialLegalAdvice: domain.OtherRunningTrajectory,
	} {
		m := anEarlyMatch(map[string][]*domain.EarlySignalCase{})
		m.Clients = map[string][]domain.EarlyClient{"p": {{ID: "c", TrajectoryID: "t", Kind: kind}}}
		require.Equal(t, domain.Placing{Result: want, TrajectoryID: "t", ClientID: "c"}, m.Place(domain.EarlySignal{}, keys), kind)
		require.Empty(t, m.Begun)
	}
	m := anEarlyMatch(map[string][]*domain.EarlySignalCase{})
	m.Clients = map[string][]domain.EarlyClient{"p": {
		{ID: "a"}, {ID: "c", TrajectoryID: "1", Kind: domain.SocialLegalAdvice}, {ID: "c", TrajectoryID: "2", Kind: domain.DebtHelp},
	}}
	require.Equal(t, "2", m.Place(domain.EarlySignal{}, keys).TrajectoryID, "help with debts before other help")
	m.Clients = map[string][]domain.EarlyClient{"p": {{ID: "a"}}}
	require.Equal(t, domain.Placing{CaseID: "new1", ClientID: "a"}, m.Place(domain.EarlySignal{}, keys), "who is helped no more")
}

func TestCrisisShortensTheTermOfACaseThatNobodyTookUp(t *testing.T) {
	c := anEarlyCase()
	crisis := domain.EarlySignal{Crisis: true, Date: earlyStart().AddDays(5)}
	soon := earlyStart().AddDays(8)
	require.True(t, c.Join(crisis, soon))
	require.True(t, c.Crisis)
	require.Equal(t, soon, c.Due)
	require.False(t, c.Join(crisis, soon.AddDays(-1)), "it is a crisis already")
	taken := sought(t, "letter", false)
	due := taken.Due
	require.True(t, taken.Join(crisis, soon))
	require.Equal(t, due, taken.Due, "contact was sought: the term is met")
	ended := anEarlyCase()
	ended.State = domain.EarlyClosed
	require.False(t, ended.Join(crisis, soon))
}

func TestNoAddressEverHasTwoOpenCases(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := anEarlyMatch(map[string][]*domain.EarlySignalCase{})
		first := map[string]string{} // the case that is open, by the address of its first signal
		for range rapid.IntRange(1, 40).Draw(rt, "signals") {
			e := domain.EarlySignal{
				Date: earlyStart().AddDays(rapid.IntRange(-60, 20).Draw(rt, "day")), Crisis: rapid.Bool().Draw(rt, "crisis"),
			}
			address := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(rt, "address")
			keys := domain.EarlyKeys{Address: []string{address}}
			if rapid.Bool().Draw(rt, "known birth") {
				keys.Person = []string{rapid.SampledFrom([]string{"p", "q", "r"}).Draw(rt, "person")}
			}
			begun := len(m.Begun)
			placed := m.Place(e, keys)
			require.NotEmpty(rt, placed.CaseID)
			if len(m.Begun) > begun {
				require.Empty(rt, first[address], "one is open there")
				first[address] = placed.CaseID
			}
			for _, c := range m.Begun {
				if c.Open() && rapid.IntRange(0, 9).Draw(rt, "ends") == 0 {
					c.State, c.Result = domain.EarlyClosed, domain.Deceased
					for where, id := range first {
						if id == c.ID {
							delete(first, where)
						}
					}
				}
			}
		}
	})
}

func TestPersonIsTheSameAsFarAsIsKnown(t *testing.T) {
	whole := person.Person{Surname: "van Xanten-Évrard", Birth: person.Birth{Date: civil.Date{Year: 1990, Month: 5, Day: 6}}}
	for name, tt := range map[string]struct {
		other person.Person
		want  bool
	}{
		"written otherwise": {person.Person{Surname: "VAN XANTEN EVRARD", Birth: whole.Birth}, true},
		"birth not known":   {person.Person{Surname: "Van Xanten Evrard"}, true},
		"the year alone":    {person.Person{Surname: "Van Xanten Evrard", Birth: person.Birth{Year: 1990}}, true},
		"another year":      {person.Person{Surname: "Van Xanten Evrard", Birth: person.Birth{Year: 1991}}, false},
		"another date":      {person.Person{Surname: whole.Surname, Birth: person.Birth{Date: civil.Date{Year: 1990, Month: 5, Day: 7}}}, false},
		"another name":      {person.Person{Surname: "Smit", Birth: whole.Birth}, false},
	} {
		require.Equal(t, tt.want, domain.SamePerson(whole, tt.other), name)
		require.Equal(t, tt.want, domain.SamePerson(tt.other, whole), name)
	}
}

func TestSharesAreRoundedHalfUp(t *testing.T) {
	for _, tt := range [][3]int64{{0, 0, 0}, {1, 3, 33_33}, {2, 3, 66_67}, {1, 1, 100_00}, {1, 20_000, 1}, {1, 20_001, 0}} {
		require.Equal(t, tt[2], domain.Share(tt[0], tt[1]))
	}
}
