package domain

import (
	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// about is what a filter is asked about: a place, and in a filter of facts the fact and its programme too.
type about struct {
	fact      Fact
	location  Location
	programme Programme
	path      ref.Val
}

func aboutPlace(l Location) *about { return &about{location: l} }

// aboutFact speaks of f. Of a fact without a programme the path is empty, and so is all that is asked of the programme.
func aboutFact(f Fact, l Location, path []Programme) *about {
	codes := make([]string, len(path))
	for i, p := range path {
		codes[i] = p.Code
	}
	a := &about{fact: f, location: l, path: types.NewStringList(types.DefaultTypeAdapter, codes)}
	if len(path) > 0 {
		a.programme = path[len(path)-1]
	}
	return a
}

// ResolveName answers the value of a name of the filter language.
func (a *about) ResolveName(name string) (any, bool) {
	switch name {
	case "location.kind":
		return types.String(a.location.Kind), true
	case "location.stadsdeel":
		return types.String(a.location.Stadsdeel), true
	case "location.wijk":
		return types.String(a.location.Wijk), true
	case "location.wijk_year":
		return types.Int(a.location.WijkYear), true
	case "fact.kind":
		return types.String(a.fact.Kind), true
	case "fact.method":
		return types.String(a.fact.Method), true
	case "fact.part_of_day":
		return types.String(a.fact.PartOfDay), true
	case "fact.age_band":
		return types.String(a.fact.AgeBand), true
	case "fact.channel":
		return types.String(a.fact.Channel), true
	case "fact.output":
		return types.String(a.fact.Output), true
	case "fact.outcome":
		return types.String(a.fact.Outcome), true
	case "fact.setting":
		return types.String(a.fact.Setting), true
	case "fact.engagement":
		return types.String(a.fact.Engagement), true
	case "fact.role":
		return types.String(a.fact.Role), true
	case "fact.trajectory":
		return types.String(a.fact.Trajectory), true
	case "fact.exit_reason":
		return types.String(a.fact.ExitReason), true
	case "fact.debt_free":
		return types.Bool(a.fact.DebtFree), true
	case "fact.asker":
		return types.String(a.fact.Asker), true
	case "fact.result":
		return types.String(a.fact.Result), true
	case "fact.conversed":
		return types.Bool(a.fact.Conversed), true
	case "fact.voorveld":
		return types.Bool(a.fact.Voorveld), true
	case "programme.code":
		return types.String(a.programme.Code), true
	case "programme.theme":
		return types.String(a.programme.Theme), true
	case "programme.path":
		return a.path, true
	}
	return nil, false
}

// Parent answers nil: there are no other names.
func (a *about) Parent() cel.Activation { return nil }
