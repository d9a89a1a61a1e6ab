package domain_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// projection keeps cells the way a service does: every change of a fact, a place or a programme adds the Delta of the
// contributions of the facts it touches.
type projection struct {
	catalogue  *domain.Catalogue
	counter    *domain.Counter
	facts      map[string]domain.Fact
	places     map[string]domain.Location
	programmes map[string]domain.Programme
	cells      map[domain.Key]domain.Cell
	members    map[domain.MemberKey]int64
}

func (p *projection) contributions(t require.TestingT) (all []domain.Contribution) {
	for _, f := range p.facts {
		location, known := p.at(f)
		programmes, complete := p.path(f)
		if !known || !complete {
			continue
		}
		found, err := p.counter.Contributions(f, location, programmes)
		require.NoError(t, err)
		all = append(all, found...)
	}
	return all
}

func (p *projection) at(f domain.Fact) (domain.Location, bool) {
	if f.LocationID == "" {
		return f.Elsewhere(), true
	}
	location, known := p.places[f.LocationID]
	return location, known
}

func (p *projection) path(f domain.Fact) ([]domain.Programme, bool) {
	return domain.Path(func(id string) (domain.Programme, bool) {
		programme, known := p.programmes[id]
		return programme, known
	}, f.ProgrammeID)
}

func (p *projection) change(t require.TestingT, change func()) {
	before := p.contributions(t)
	change()
	d := domain.Delta(before, p.contributions(t))
	for _, m := range d.Members {
		p.members[m.MemberKey] += m.Records
		require.GreaterOrEqual(t, p.members[m.MemberKey], int64(0))
	}
	for _, cell := range d.Turned(p.members) {
		stored := p.cells[cell.Key]
		cell.Value, cell.Records = cell.Value+stored.Value, cell.Records+stored.Records
		p.cells[cell.Key] = cell
		if cell.Records == 0 {
			delete(p.cells, cell.Key)
			require.Zero(t, cell.Value, "a cell without records holds nothing")
		}
	}
	maps.DeleteFunc(p.members, func(_ domain.MemberKey, records int64) bool { return records == 0 })
}

// among draws one of the ids 0 to n-1 of a noun.
func among(t *rapid.T, noun string, n int) string {
	return fmt.Sprintf("%s-%d", noun, rapid.IntRange(0, n-1).Draw(t, noun))
}

func drawFact(t *rapid.T) domain.Fact {
	day := fmt.Sprintf("%d-%02d-15", rapid.IntRange(2021, 2023).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"))
	fact := headCount(day, rapid.Int64Range(0, 400).Draw(t, "quantity"))
	fact.ID, fact.Withdrawn = among(t, "fact", 8), rapid.IntRange(0, 3).Draw(t, "withdrawn") == 0
	fact.LocationID, fact.ProgrammeID = among(t, "place", 4), among(t, "programme", 5)
	fact.Kind = rapid.SampledFrom([]string{
		domain.HeadCount, domain.Attendance, domain.Attendance, domain.Contact, domain.Session, domain.Output, domain.Hours,
	}).Draw(t, "kind")
	switch fact.Kind {
	case domain.Attendance:
		fact.Person, fact.Quantity = among(t, "person", 3), fact.Quantity%2
		fact.AgeBand = rapid.SampledFrom([]string{"4_to_12", "13_to_17", "unknown"}).Draw(t, "age")
	case domain.Hours:
		fact.LocationID, fact.Person = "", among(t, "person", 3)
		fact.AgeBand = rapid.SampledFrom([]string{"18_to_26", "unknown"}).Draw(t, "age")
		fact.Engagement = rapid.SampledFrom([]string{"volunteer", "intern"}).Draw(t, "engagement")
	case domain.Contact:
		fact.LocationID, fact.Area = "", drawArea(t)
		fact.Channel = rapid.SampledFrom([]string{"street", "school"}).Draw(t, "channel")
	case domain.Output:
		fact.Output, fact.Subject = "initiative_support", among(t, "subject", 3)
	}
	return fact
}

func drawArea(t *rapid.T) domain.Area {
	return domain.Area{
		Wijk:      rapid.SampledFrom([]string{"WK003401", "WK003402"}).Draw(t, "wijk"),
		WijkYear:  rapid.SampledFrom([]int{2020, 2022}).Draw(t, "edition"),
		Stadsdeel: rapid.SampledFrom([]string{"haven", "stad", "buiten"}).Draw(t, "stadsdeel"),
	}
}

func drawPlace(t *rapid.T) domain.Location {
	kind := rapid.SampledFrom([]string{"community_centre", "neighbourhood_room", "school"}).Draw(t, "kind")
	l := place(among(t, "place", 4), kind, "")
	l.Area = drawArea(t)
	return l
}

func drawProgramme(t *rapid.T) domain.Programme {
	codes := []string{"buurtcentra", "buurtkamers", "kinderwerk", "oki", "buurtsportcoaches", "jongerenwerk", "buurtkracht"}
	programme := domain.Programme{ID: among(t, "programme", 5), Code: rapid.SampledFrom(codes).Draw(t, "code")}
	// A parent may be missing, and parents may go round: events arrive in any order.
	if rapid.IntRange(0, 2).Draw(t, "has a parent") == 0 {
		programme.ParentID = among(t, "programme", 5)
	}
	return programme
}

func TestCellsKeptByDeltasAreThoseOfARecount(t *testing.T) {
	c := account(t)
	counter := counter(t, c)
	rapid.Check(t, func(t *rapid.T) {
		p := &projection{
			c, counter, map[string]domain.Fact{}, map[string]domain.Location{}, map[string]domain.Programme{},
			map[domain.Key]domain.Cell{}, map[domain.MemberKey]int64{},
		}
		t.Repeat(map[string]func(*rapid.T){
			"record, correct or withdraw": func(t *rapid.T) {
				fact := drawFact(t)
				p.change(t, func() { p.facts[fact.ID] = fact })
			},
			"a place known or moved": func(t *rapid.T) {
				location := drawPlace(t)
				p.change(t, func() { p.places[location.ID] = location })
			},
			"a programme known or moved": func(t *rapid.T) {
				programme := drawProgramme(t)
				p.change(t, func() { p.programmes[programme.ID] = programme })
			},
			"": func(t *rapid.T) {
				recount := fromNothing(p.contributions(t))
				stored := slices.SortedFunc(maps.Values(p.cells), func(a, b domain.Cell) int { return a.Compare(b.Key) })
				require.Equal(t, recount, stored)
				members := map[domain.MemberKey]int64{}
				for _, m := range domain.Delta(nil, p.contributions(t)).Members {
					members[m.MemberKey] = m.Records
				}
				require.Equal(t, members, p.members)
				checkFigures(t, p, stored)
				checkSteering(t, p, stored)
			},
		})
	})
}

// checkFigures counts the plain way, from facts and not from cells, and holds the figures against it.
func checkFigures(t require.TestingT, p *projection, cells []domain.Cell) {
	list, err := p.catalogue.Figures(2022, domain.Counted{Countings: live(p.catalogue), Cells: cells}, nil)
	require.NoError(t, err)
	for _, f := range list {
		switch f.Indicator.ID {
		case "centre-visits", "children-visits", "sport-participations":
			require.Equal(t, f.Value, total(f.Months[:]), "months add up")
			require.Equal(t, f.Value, totalOf(f.Stadsdelen), "city districts add up")
			requireQuarters(t, f)
		case "oki-locations", "sport-districts":
			requireQuarters(t, f)
			require.LessOrEqual(t, f.Value, totalOf(f.Stadsdelen), "a whole never exceeds its parts together")
			require.LessOrEqual(t, f.Value, total(f.Months[:]))
			require.GreaterOrEqual(t, f.Value, slices.Max(f.Months[:]), "a part never exceeds the whole")
			for _, part := range f.Stadsdelen {
				require.GreaterOrEqual(t, f.Value, part.Value)
			}
		}
		switch f.Indicator.ID {
		case "sport-participations":
			require.Equal(t, plainSum(p, "buurtsportcoaches"), f.Value)
		case "oki-locations":
			require.EqualValues(t, len(plainPlaces(p, "oki")), f.Value)
		case "sport-districts":
			districts := map[string]bool{}
			for id := range plainPlaces(p, "buurtsportcoaches") {
				districts[p.places[id].Stadsdeel] = true
			}
			require.EqualValues(t, len(districts), f.Value)
		case "youth-persons":
			requirePersons(t, p, f)
		case "initiatives":
			subjects := map[string]bool{}
			for _, fact := range plainFacts(p, domain.Output, "buurtkracht") {
				subjects[fact.Subject] = true
			}
			require.EqualValues(t, len(subjects), f.Value)
		}
	}
}

// requirePersons holds every level of the figure of youth-persons against the different persons that a look at all facts
// finds there.
func requirePersons(t require.TestingT, p *projection, f domain.Figure) {
	persons, byQuarter := map[string]map[string]bool{}, [4]map[string]bool{{}, {}, {}, {}}
	for _, fact := range plainFacts(p, domain.Attendance, "jongerenwerk") {
		l, _ := p.at(fact)
		for _, at := range []string{
			"", fmt.Sprint(int(fact.Date.Month)), l.Stadsdeel, fmt.Sprintf("%d:%s", l.WijkYear, l.Wijk), fact.AgeBand,
			l.Stadsdeel + " " + fact.AgeBand,
		} {
			if persons[at] == nil {
				persons[at] = map[string]bool{}
			}
			persons[at][fact.Person] = true
		}
		for q := (int(fact.Date.Month) + 2) / 3; q <= 4; q++ {
			byQuarter[q-1][fact.Person] = true
		}
	}
	if f.Status == domain.Recorded {
		for q, found := range byQuarter {
			require.EqualValues(t, len(found), f.Quarters[q], "quarter %d", q+1)
		}
	}
	want, got := map[string]int64{}, map[string]int64{}
	for at, found := range persons {
		want[at] = int64(len(found))
	}
	if f.Status == domain.Recorded {
		got[""] = f.Value
		for i, n := range f.Months {
			if n > 0 {
				got[fmt.Sprint(i+1)] = n
			}
		}
		for _, list := range [][]domain.Part{f.Stadsdelen, f.Wijken, f.AgeBands} {
			for _, part := range list {
				got[part.Key] = part.Value
			}
		}
		for _, part := range f.Breakdowns[0].Parts {
			got[part.Key+" "+part.Other] = part.Value
		}
	}
	require.Equal(t, want, got)
}

// requireQuarters requires of every figure that grows through the year: never less than a quarter ago, and in the end the year.
func requireQuarters(t require.TestingT, f domain.Figure) {
	if f.Status == domain.Recorded {
		require.Len(t, f.Quarters, 4)
		require.True(t, slices.IsSorted(f.Quarters))
		require.Equal(t, f.Value, f.Quarters[3])
	}
}

// plainFacts are the facts of a kind of 2022 under the programme with code, at places that are known.
func plainFacts(p *projection, kind, code string) (found []domain.Fact) {
	for _, f := range p.facts {
		_, known := p.at(f)
		programmes, _ := p.path(f)
		under := slices.ContainsFunc(programmes, func(p domain.Programme) bool { return p.Code == code })
		if known && under && f.Kind == kind && f.Date.Year == 2022 && !f.Withdrawn {
			found = append(found, f)
		}
	}
	return found
}

func plainSum(p *projection, code string) (sum int64) {
	for _, f := range plainFacts(p, domain.HeadCount, code) {
		sum += f.Quantity
	}
	return sum
}

func plainPlaces(p *projection, code string) map[string]bool {
	places := map[string]bool{}
	for _, f := range plainFacts(p, domain.HeadCount, code) {
		places[f.LocationID] = true
	}
	return places
}

func total(values []int64) (sum int64) {
	for _, value := range values {
		sum += value
	}
	return sum
}

func totalOf(parts []domain.Part) (sum int64) {
	for _, part := range parts {
		sum += part.Value
	}
	return sum
}
