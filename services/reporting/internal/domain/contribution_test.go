package domain_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

func date(text string) civil.Date {
	d, err := civil.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

func place(id, kind, stadsdeel string) domain.Location {
	return domain.Location{
		ID: id, Kind: kind, Opening: date("2000-01-01"),
		Area: domain.Area{Stadsdeel: stadsdeel, Wijk: "WK003401", WijkYear: 2022},
	}
}

func headCount(day string, quantity int64) domain.Fact {
	return domain.Fact{
		ID: "f", Kind: domain.HeadCount, Date: date(day), LocationID: "l", ProgrammeID: "p", Quantity: quantity,
		Method: "tally", PartOfDay: "morning",
	}
}

func path(theme string, codes ...string) (programmes []domain.Programme) {
	for _, code := range codes {
		programmes = append(programmes, domain.Programme{ID: code, Code: code, Theme: theme})
	}
	return programmes
}

func TestHeadCountCountsByKindOfPlaceAndProgramme(t *testing.T) {
	const sport, inloop = "sport-districts sport-participations", "centre-visits"
	tests := map[string]struct {
		kind, path, indicators string
	}{
		"inloop in a centre":        {"community_centre", "buurtcentra", inloop},
		"inloop in De Glasbak":      {"cultural_centre", "buurtcentra", inloop},
		"activity in a centre":      {"community_centre", "buurtcentra koken", inloop},
		"children in a centre":      {"community_centre", "kinderwerk kinderwerk-wijk", "children-visits"},
		"children in a room":        {"neighbourhood_room", "kinderwerk schatkisten", "children-visits"},
		"children at school":        {"school", "kinderwerk brede-scholen", "children-visits"},
		"inloop in a room":          {"neighbourhood_room", "buurtkamers", "buurtkamer-visits"},
		"centre work in a room":     {"neighbourhood_room", "buurtcentra", ""},
		"room work in a centre":     {"community_centre", "buurtkamers", ""},
		"sport":                     {"sports_ground", "buurtsportcoaches", sport},
		"sport in a centre":         {"community_centre", "buurtsportcoaches", sport},
		"the fair":                  {"venue", "almereplusbeurs", "seniors-fair"},
		"parents and small ones":    {"school", "oki", "oki-locations"},
		"something nobody asks for": {"venue", "poppodium", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			programmes := path("", strings.Fields(test.path)...)
			found, err := counter(t, account(t)).Contributions(headCount("2022-03-14", 12), place("l", test.kind, "haven"), programmes)
			require.NoError(t, err)
			var indicators []string
			for _, c := range found {
				indicators = append(indicators, c.Keys[0].Counting)
			}
			require.Equal(t, test.indicators, strings.Join(indicators, " "))
		})
	}
}

func TestFactCountsByItsKindAndProgramme(t *testing.T) {
	attendance := domain.Fact{Kind: domain.Attendance, Person: "anna", AgeBand: "4_to_12", Quantity: 1}
	parent := attendance
	parent.AgeBand = "27_to_54"
	repair := domain.Fact{Kind: domain.Output, Output: "repair", Outcome: "repaired", Quantity: 1}
	advice := repair
	advice.Outcome = "advice"
	inHouse := domain.Fact{Kind: domain.Output, Output: "act", Setting: "in_house", Quantity: 1}
	elsewhere := inHouse
	elsewhere.Setting = "elsewhere"
	project := domain.Fact{Kind: domain.Output, Output: "project", Subject: "x", Quantity: 1}
	support := domain.Fact{Kind: domain.Output, Output: "initiative_support", Subject: "x", Quantity: 1}
	nameless := domain.Fact{Kind: domain.Output, Output: "project", Quantity: 1}
	street := domain.Fact{Kind: domain.Contact, Channel: "street", Quantity: 9}
	school := domain.Fact{Kind: domain.Contact, Channel: "school", Quantity: 9}
	session := domain.Fact{Kind: domain.Session, Quantity: 1}
	count := headCount("2022-03-14", 12)
	tests := map[string]struct {
		fact             domain.Fact
		path, indicators string
	}{
		"a child at play":              {attendance, "spelend-leren-thuis", "vve-children"},
		"a parent at play":             {parent, "spelend-leren-thuis", ""},
		"a young person":               {attendance, "jongerenwerk sport", "youth-contacts youth-persons"},
		"a session for young people":   {session, "jongerenwerk", "youth-sessions"},
		"a count of young people":      {count, "jongerenwerk", "youth-contacts"},
		"a talk at school":             {school, "jongerenwerk", "youth-contacts"},
		"a talk in the street":         {street, "ambulant-jongerenwerk", "street-contacts"},
		"a talk in the street, below":  {street, "jongerenwerk ambulant-jongerenwerk", "street-contacts"},
		"a talk at school, by a round": {school, "ambulant-jongerenwerk", ""},
		"support of an initiative":     {support, "buurtkracht", "initiatives"},
		"a study":                      {project, "isa", "isa-studies"},
		"a study without a name":       {nameless, "isa", ""},
		"a pilot":                      {project, "wmo-proefprojecten", "wmo-pilots"},
		"a project of others":          {project, "buurtkracht", ""},
		"a lesson":                     {attendance, "taal-in-de-wijk", "taal-participants"},
		"a lesson in summer":           {parent, "zomerschool-senioren", "summer-school"},
		"a repair":                     {repair, "repair-cafes", "repairs"},
		"advice on a repair":           {advice, "repair-cafes", ""},
		"an act in the house":          {inHouse, "poppodium-de-meester", "acts-house"},
		"an act at the festival":       {elsewhere, "poppodium-de-meester florapodium", "acts-festival"},
		"an act somewhere else":        {elsewhere, "poppodium-de-meester", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			test.fact.Date = date("2022-03-14")
			found, err := counter(t, account(t)).Contributions(test.fact, place("l", "", "haven"), path("", strings.Fields(test.path)...))
			require.NoError(t, err)
			var indicators []string
			for _, c := range found {
				indicators = append(indicators, c.Keys[0].Counting)
			}
			require.Equal(t, test.indicators, strings.Join(indicators, " "))
		})
	}
}

func TestContributionNamesItsCells(t *testing.T) {
	sport := path("gezond_vitaal", "buurtsportcoaches")
	keys := func(indicator string) []domain.Key {
		key := domain.Key{Counting: indicator, Year: 2022}
		list := []domain.Key{key, key, key, key}
		list[0].Level = "year"
		list[1].Level, list[1].Part = "month", "3"
		list[2].Level, list[2].Part = "stadsdeel", "buiten"
		list[3].Level, list[3].Part = "wijk", "2022:WK003401"
		return list
	}
	withQuarters := func(indicator string) []domain.Key {
		list := keys(indicator)
		for _, q := range []string{"1", "2", "3"} {
			list = append(list, domain.Key{Counting: indicator, Year: 2022, Level: "quarter", Part: q})
		}
		return list
	}

	found, err := counter(t, account(t)).Contributions(headCount("2022-03-14", 12), place("l", "sports_ground", "buiten"), sport)
	require.NoError(t, err)
	require.Equal(t, []domain.Contribution{
		{Keys: withQuarters("sport-districts"), Member: "buiten"},
		{Keys: keys("sport-participations"), Value: 12},
	}, found)

	found, err = counter(t, account(t)).Contributions(headCount("2022-03-14", 3), place("l", "school", "buiten"), path("", "oki"))
	require.NoError(t, err)
	require.Equal(t, []domain.Contribution{{Keys: withQuarters("oki-locations"), Member: "l"}}, found)

	nowhere := place("l", "school", "buiten")
	nowhere.Wijk = ""
	found, err = counter(t, account(t)).Contributions(headCount("2022-03-14", 3), nowhere, path("", "oki"))
	require.NoError(t, err)
	require.Equal(t, slices.Delete(withQuarters("oki-locations"), 3, 4), found[0].Keys, "in no wijk")
}

func TestOpeningThatNobodyCameToIsStillARecord(t *testing.T) {
	empty := headCount("2022-03-14", 0)
	visits, err := counter(t, account(t)).Contributions(empty, place("l", "sports_ground", "haven"), path("", "buurtsportcoaches"))
	require.NoError(t, err)

	got := figures(t, visits)
	require.Equal(t, domain.Recorded, got["sport-participations"].Status)
	require.EqualValues(t, 0, got["sport-participations"].Value)
	require.Equal(t, "0", got["sport-participations"].Wording.Text)
	require.EqualValues(t, 1, got["sport-districts"].Value)
}

func TestFactsThatCountNowhere(t *testing.T) {
	centre, programme := place("l", "community_centre", "haven"), path("ontmoeting_verbinding", "buurtcentra")
	tests := map[string]func(*domain.Fact){
		"withdrawn":                func(f *domain.Fact) { f.Withdrawn = true },
		"of another kind":          func(f *domain.Fact) { f.Kind = "street_contact" },
		"before the first year":    func(f *domain.Fact) { f.Date = date("2021-12-31") },
		"without a date at all":    func(f *domain.Fact) { f.Date = civil.Date{} },
		"withdrawn and of no kind": func(f *domain.Fact) { f.Withdrawn, f.Kind = true, "" },
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			fact := headCount("2022-03-14", 12)
			change(&fact)
			found, err := counter(t, account(t)).Contributions(fact, centre, programme)
			require.NoError(t, err)
			require.Empty(t, found)
		})
	}
}

func TestFactWhoseProgrammeIsNotKnownYetIsRefused(t *testing.T) {
	_, err := counter(t, account(t)).Contributions(headCount("2022-03-14", 12), place("l", "school", "haven"), nil)
	require.Error(t, err)
}

func TestDeltaReplacesInOneOrderAndLeavesOutWhatStays(t *testing.T) {
	key := func(indicator, part string) domain.Key {
		return domain.Key{Counting: indicator, Year: 2022, Level: "stadsdeel", Part: part}
	}
	adds := func(indicator, part, member string, value int64) domain.Contribution {
		return domain.Contribution{Keys: []domain.Key{key(indicator, part)}, Member: member, Value: value}
	}
	member := func(part, member string, records int64) domain.Member {
		return domain.Member{MemberKey: domain.MemberKey{Key: key("places", part), Member: member}, Records: records}
	}
	stays := adds("same", "stad", "", 7)
	before := []domain.Contribution{
		adds("visits", "stad", "", 10), stays, adds("places", "stad", "l2", 0), adds("visits", "haven", "", 4),
		adds("places", "haven", "l3", 0),
	}
	after := []domain.Contribution{
		adds("visits", "stad", "", 4), stays, adds("places", "stad", "l1", 0), adds("visits", "poort", "", 1),
		adds("visits", "poort", "", 2),
	}
	d := domain.Delta(before, after)
	require.Equal(t, domain.Difference{
		Cells: []domain.Cell{
			{Key: key("places", "haven"), Records: -1},
			{Key: key("visits", "haven"), Value: -4, Records: -1},
			{Key: key("visits", "poort"), Value: 3, Records: 2},
			{Key: key("visits", "stad"), Value: -6},
		},
		Members: []domain.Member{member("stad", "l2", -1), member("haven", "l3", -1), member("stad", "l1", 1)},
	}, d)
	none := domain.Delta(before, before)
	require.Empty(t, none.Cells)
	require.Empty(t, none.Members)

	now := map[domain.MemberKey]int64{}
	turned := func(l1, l2, l3 int64) []domain.Cell {
		now[d.Members[0].MemberKey], now[d.Members[1].MemberKey], now[d.Members[2].MemberKey] = l2, l3, l1
		return d.Turned(now)
	}
	gone := domain.Cell{Key: key("places", "haven"), Value: -1, Records: -1}
	require.Equal(t, append([]domain.Cell{gone}, d.Cells[1:]...), turned(1, 0, 0), "one comes where another leaves")
	stad := domain.Cell{Key: key("places", "stad"), Value: 1}
	require.Equal(t, append([]domain.Cell{d.Cells[0], stad}, d.Cells[1:]...), turned(1, 1, 2), "others speak for two of them")
	stad.Value = -1
	require.Equal(t, append([]domain.Cell{d.Cells[0], stad}, d.Cells[1:]...), turned(2, 0, 1), "and for the first")
}

// A fact is counted in well under 10 µs against the whole catalogue, so that a year of some hundred thousand facts is
// rebuilt in seconds.
func BenchmarkContributions(b *testing.B) {
	c, centre := account(b), place("l", "community_centre", "haven")
	programmes, fact := path("ontmoeting_verbinding", "buurtcentra", "koken"), headCount("2022-03-14", 12)
	counter := counter(b, c)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := counter.Contributions(fact, centre, programmes); err != nil {
			b.Fatal(err)
		}
	}
}
