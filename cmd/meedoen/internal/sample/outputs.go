package sample

import (
	"math/rand/v2"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

const (
	repair  = activitiesv1.OutputKind_OUTPUT_KIND_REPAIR
	act     = activitiesv1.OutputKind_OUTPUT_KIND_ACT
	support = activitiesv1.OutputKind_OUTPUT_KIND_INITIATIVE_SUPPORT
	project = activitiesv1.OutputKind_OUTPUT_KIND_PROJECT

	repaired     = activitiesv1.RepairOutcome_REPAIR_OUTCOME_REPAIRED
	advised      = activitiesv1.RepairOutcome_REPAIR_OUTCOME_ADVICE
	unrepairable = activitiesv1.RepairOutcome_REPAIR_OUTCOME_NOT_REPAIRABLE

	inHouse   = activitiesv1.ActSetting_ACT_SETTING_IN_HOUSE
	elsewhere = activitiesv1.ActSetting_ACT_SETTING_ELSEWHERE
)

// Output is an output as it was first recorded. What belongs to one kind is empty in the others.
type Output struct {
	RequestID string
	Kind      activitiesv1.OutputKind
	Programme string // its code
	Date      civil.Date
	// Location is the name of the place; empty where it was in no place, and Wijk says where.
	Location   string
	Wijk       string
	Category   activitiesv1.RepairCategory
	Outcome    activitiesv1.RepairOutcome
	Setting    activitiesv1.ActSetting
	Initiative string // its request id
	Name       string
	Partners   []activitiesv1.ProjectPartner
}

// OutputCorrection sets one output right, or withdraws it.
type OutputCorrection struct {
	RequestID string
	Output    string // its request id
	Outcome   activitiesv1.RepairOutcome
	Setting   activitiesv1.ActSetting
	Withdrawn bool
	Reason    activitiesv1.CorrectionReason
}

// Initiative is an initiative of residents to add.
type Initiative struct {
	RequestID string
	Name      string
	Owner     activitiesv1.InitiativeOwner
	Wijk      string
	Start     civil.Date
}

func (m *maker) output(o Output) string {
	o.RequestID = m.id("output", len(m.year.Outputs))
	m.year.Outputs = append(m.year.Outputs, o)
	return o.RequestID
}

func (m *maker) correctOutput(fix OutputCorrection) {
	fix.RequestID = m.id("output-correction", len(m.year.OutputCorrections))
	m.year.OutputCorrections = append(m.year.OutputCorrections, fix)
}

// outputTwice records an output a second time, which is withdrawn.
func (m *maker) outputTwice(o Output) {
	m.output(o)
	m.correctOutput(OutputCorrection{Output: m.output(o), Withdrawn: true, Reason: countedTwice})
}

// repairs makes 582 repairs among 188 advices and 131 things nobody could repair, on the Saturdays of the cafés.
func (m *maker) repairs() {
	rng := m.rng("repair-cafes")
	places := []string{
		"Buurtcentrum De Regenmaker", "Buurtcentrum De Lantaarnopsteker", "Buurtcentrum Het Open Raam",
		"Buurtcentrum De Duinfluiter",
	}
	for _, outcome := range repairOutcomes(rng) {
		place := rng.IntN(len(places))
		o := Output{
			Kind: repair, Programme: "repair-cafes", Date: saturday(rng, place), Location: places[place],
			Category: activitiesv1.RepairCategory(1 + rng.IntN(6)), Outcome: outcome,
		}
		switch rng.IntN(90) {
		case 0:
			m.outputTwice(o)
		case 1:
			right := o.Outcome
			o.Outcome = 1 + right%3
			m.correctOutput(OutputCorrection{Output: m.output(o), Outcome: right, Reason: typingError})
		default:
			m.output(o)
		}
	}
}

func repairOutcomes(rng *rand.Rand) []activitiesv1.RepairOutcome {
	var all []activitiesv1.RepairOutcome
	for _, o := range []struct {
		outcome activitiesv1.RepairOutcome
		n       int
	}{{repaired, 582}, {advised, 188}, {unrepairable, 131}} {
		for range o.n {
			all = append(all, o.outcome)
		}
	}
	rng.Shuffle(len(all), func(a, b int) { all[a], all[b] = all[b], all[a] })
	return all
}

// saturday answers the Saturday of a café in some month: the first, second, third or fourth.
func saturday(rng *rand.Rand, nth int) civil.Date {
	first := day(CalendarYear, time.Month(1+rng.IntN(11)), 1)
	return first.AddDays((6-int(first.Weekday())+7)%7 + 7*nth)
}

// acts makes 102 acts on the stage of the house and 48 on the Florapodium, which stood at the Floriade from April to
// October.
func (m *maker) acts() {
	rng := m.rng("poppodium-de-meester")
	weekend := func(d civil.Date) bool { return d.Weekday() == time.Friday || d.Weekday() == time.Saturday }
	floriade := span{day(CalendarYear, time.April, 14), day(CalendarYear, time.October, 9)}
	var house, outside []civil.Date
	for _, d := range datesOf2022() {
		if weekend(d) && !closedIn2022(d) && d.Month > time.January {
			house = append(house, d)
		}
		if floriade.holds(d) && (weekend(d) || d.Weekday() == time.Sunday) {
			outside = append(outside, d)
		}
	}
	at := Output{Kind: act, Programme: "poppodium-de-meester", Location: stage, Setting: inHouse}
	m.actsOn(rng, at, 102, house)
	m.actsOn(rng, Output{Kind: act, Programme: "florapodium", Wijk: "WK003418", Setting: elsewhere}, 48, outside)
}

func (m *maker) actsOn(rng *rand.Rand, o Output, n int, dates []civil.Date) {
	for i := range n {
		o := o
		o.Date = pick(rng, dates)
		switch i % 50 {
		case 7:
			m.outputTwice(o)
		case 21:
			right := o.Setting
			o.Setting = 3 - right
			m.correctOutput(OutputCorrection{Output: m.output(o), Setting: right, Reason: typingError})
		default:
			m.output(o)
		}
	}
}

// initiatives makes 40 initiatives that were supported, one that was by mistake, and two that were not in the year.
func (m *maker) initiatives() {
	rng := m.rng("buurtkracht")
	days := yearRound(100, 60, 40).days()
	for i, name := range initiativeNames() {
		in := Initiative{
			RequestID: m.id("initiative", i), Name: name, Owner: activitiesv1.InitiativeOwner(1 + rng.IntN(6)),
			Wijk: pick(rng, m.year.Locations).Wijk, Start: day(2018+rng.IntN(4), time.March, 1+rng.IntN(28)),
		}
		m.year.Initiatives = append(m.year.Initiatives, in)
		o := Output{Kind: support, Programme: "buurtkracht", Wijk: in.Wijk, Initiative: in.RequestID}
		switch {
		case i < 40:
			for range 1 + rng.IntN(8) {
				o.Date = pick(rng, days).date
				m.output(o)
			}
		case i == 40:
			o.Date = pick(rng, days).date
			m.correctOutput(OutputCorrection{Output: m.output(o), Withdrawn: true, Reason: wrongRecord})
		}
	}
}

func initiativeNames() []string {
	var names []string
	for _, kind := range []string{"Buurttuin", "Eettafel", "Ruilkast", "Buurtwacht", "Klusploeg", "Speelmiddag", "Wandelclub"} {
		for _, name := range []string{"De Slak", "Aan de Gracht", "De Kikker", "Om de Hoek", "De Lange Tafel", "Zonder Hek"} {
			names = append(names, kind+" "+name)
		}
	}
	return append(names, "Muziek op het Plein")
}

// projects makes three studies of streets and three pilots, and one study that was recorded twice.
func (m *maker) projects() {
	rng := m.rng("projects")
	const municipality = activitiesv1.ProjectPartner_PROJECT_PARTNER_MUNICIPALITY
	partners := map[string][]activitiesv1.ProjectPartner{
		"isa":                {municipality, activitiesv1.ProjectPartner_PROJECT_PARTNER_HOUSING_ASSOCIATION},
		"wmo-proefprojecten": {municipality, activitiesv1.ProjectPartner_PROJECT_PARTNER_CARE},
	}
	for _, p := range []struct{ programme, name, wijk string }{
		{"isa", "Straatonderzoek Kruidenwijk", "WK003426"},
		{"isa", "Straatonderzoek De Wierden", "WK003408"},
		{"isa", "Straatonderzoek Molenbuurt", "WK003444"},
		{"wmo-proefprojecten", "Dagbesteding in het buurtcentrum", "WK003425"},
		{"wmo-proefprojecten", "Samen naar de Participatiefabriek", "WK003436"},
		{"wmo-proefprojecten", "Ontmoeten met een beperking", "WK003449"},
	} {
		o := Output{
			Kind: project, Programme: p.programme, Wijk: p.wijk, Name: p.name, Partners: partners[p.programme],
			Date: day(CalendarYear, time.Month(3+rng.IntN(10)), 1+rng.IntN(28)),
		}
		if p.wijk == "WK003408" {
			m.outputTwice(o)
		} else {
			m.output(o)
		}
	}
}
