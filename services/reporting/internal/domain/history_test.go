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
}

func (p *projection) contributions(t require.TestingT) (all []domain.Contribution) {
	for _, f := range p.facts {
		location, known := p.places[f.LocationID]
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

func (p *projection) path(f domain.Fact) ([]domain.Programme, bool) {
	return domain.Path(func(id string) (domain.Programme, bool) {
		programme, known := p.programmes[id]
		return programme, known
	}, f.ProgrammeID)
}

func (p *projection) change(t require.TestingT, change func()) {
	before := p.contributions(t)
	change()
	for _, cell := range domain.Delta(before, p.contributions(t)) {
		stored := p.cells[cell.Key]
		cell.Value, cell.Records = cell.Value+stored.Value, cell.Records+stored.Records
		p.cells[cell.Key] = cell
		if cell.Records == 0 {
			delete(p.cells, cell.Key)
			require.Zero(t, cell.Value, "a cell without records holds nothing")
		}
	}
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
	return fact
}

func drawPlace(t *rapid.T) domain.Location {
	kind := rapid.SampledFrom([]string{"community_centre", "neighbourhood_room", "school"}).Draw(t, "kind")
	stadsdeel := rapid.SampledFrom([]string{"haven", "stad", "buiten"}).Draw(t, "stadsdeel")
	return place(among(t, "place", 4), kind, stadsdeel)
}

func drawProgramme(t *rapid.T) domain.Programme {
	codes := []string{"buurtcentra", "buurtkamers", "kinderwerk", "oki", "buurtsportcoaches", "koken"}
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
			map[domain.Key]domain.Cell{},
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
				recount := domain.Delta(nil, p.contributions(t))
				stored := slices.SortedFunc(maps.Values(p.cells), func(a, b domain.Cell) int { return a.Compare(b.Key) })
				require.Equal(t, recount, stored)
				checkFigures(t, p, stored)
			},
		})
	})
}

// checkFigures counts the plain way, from facts and not from cells, and holds the figures against it.
func checkFigures(t require.TestingT, p *projection, cells []domain.Cell) {
	list, err := p.catalogue.Figures(2022, counted(p.catalogue, cells...), nil)
	require.NoError(t, err)
	for _, f := range list {
		switch f.Indicator.ID {
		case "centre-visits", "children-visits", "sport-participations":
			require.Equal(t, f.Value, total(f.Months[:]), "months add up")
			require.Equal(t, f.Value, totalOf(f.Stadsdelen), "city districts add up")
		case "oki-locations", "sport-districts":
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
		}
	}
}

// plainFacts are the facts of 2022 under the programme with code, at places that are known.
func plainFacts(p *projection, code string) (found []domain.Fact) {
	for _, f := range p.facts {
		_, known := p.places[f.LocationID]
		programmes, _ := p.path(f)
		under := slices.ContainsFunc(programmes, func(p domain.Programme) bool { return p.Code == code })
		if known && under && f.Date.Year == 2022 && !f.Withdrawn {
			found = append(found, f)
		}
	}
	return found
}

func plainSum(p *projection, code string) (sum int64) {
	for _, f := range plainFacts(p, code) {
		sum += f.Quantity
	}
	return sum
}

func plainPlaces(p *projection, code string) map[string]bool {
	places := map[string]bool{}
	for _, f := range plainFacts(p, code) {
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
