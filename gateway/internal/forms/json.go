package forms

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/deschoor/meedoen/gateway/internal/page"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// The shape of the account as JSON. It is a promise to who reads it: docs/account.schema.json says the same, and a test
// holds them against each other. What is absent is not there, but for value, which is null where there is none.
type (
	jsonAccount struct {
		Title       string       `json:"title"`
		Description string       `json:"description"`
		Notice      string       `json:"notice,omitempty"`
		Publisher   string       `json:"publisher"`
		Language    string       `json:"language"`
		Licence     string       `json:"license,omitempty"`
		Year        int32        `json:"year"`
		StartDate   string       `json:"startDate"`
		EndDate     string       `json:"endDate"`
		Concept     bool         `json:"concept"`
		Edition     int32        `json:"edition,omitempty"`
		Provisional bool         `json:"provisional"`
		Issued      *time.Time   `json:"issued,omitempty"`
		AsOf        *time.Time   `json:"asOf,omitempty"`
		Fingerprint string       `json:"fingerprint,omitempty"`
		Reason      string       `json:"restatementReason,omitempty"`
		Changes     []jsonChange `json:"changes,omitempty"`
		Themes      []jsonTheme  `json:"themes"`
		Figures     []jsonFigure `json:"figures"`
	}
	jsonTheme struct {
		ID    string     `json:"id"`
		Name  string     `json:"name"`
		Goals []jsonGoal `json:"goals,omitempty"`
	}
	jsonGoal struct {
		ID      string       `json:"id"`
		Text    string       `json:"text"`
		Results []jsonResult `json:"results,omitempty"`
	}
	jsonResult struct {
		ID         string   `json:"id"`
		Text       string   `json:"text"`
		Indicators []string `json:"indicators,omitempty"`
	}
	jsonChange struct {
		Indicator     string `json:"indicator"`
		ValueBefore   *int32 `json:"valueBefore"`
		Value         *int32 `json:"value"`
		WordingBefore string `json:"wordingBefore,omitempty"`
		Wording       string `json:"wording,omitempty"`
		ChangedParts  int32  `json:"changedParts"`
	}
	jsonFigure struct {
		Indicator    string            `json:"indicator"`
		Theme        string            `json:"theme"`
		Programme    string            `json:"programme,omitempty"`
		Label        string            `json:"label"`
		Definition   string            `json:"definition,omitempty"`
		Unit         string            `json:"unit"`
		UnitName     string            `json:"unitName"`
		Source       string            `json:"source,omitempty"`
		SourceEvents []string          `json:"sourceEvents,omitempty"`
		Responsible  string            `json:"responsible,omitempty"`
		Status       string            `json:"status"`
		Value        *int32            `json:"value"`
		Wording      string            `json:"wording,omitempty"`
		Qualifier    string            `json:"qualifier,omitempty"`
		Target       *jsonTarget       `json:"target,omitempty"`
		Explanations []jsonExplanation `json:"explanations,omitempty"`
		Earlier      []jsonEarlier     `json:"earlierYears,omitempty"`
		Parts        []jsonPart        `json:"parts,omitempty"`
	}
	jsonTarget struct {
		Value     int32               `json:"value"`
		Direction string              `json:"direction,omitempty"`
		Signal    string              `json:"signal,omitempty"`
		Source    string              `json:"source,omitempty"`
		Quarters  []jsonTargetQuarter `json:"quarters,omitempty"`
	}
	jsonTargetQuarter struct {
		Period   string `json:"period"`
		Expected int32  `json:"expected"`
		Signal   string `json:"signal,omitempty"`
	}
	jsonExplanation struct {
		Period string `json:"period"`
		Text   string `json:"text"`
	}
	jsonEarlier struct {
		Year           int32  `json:"year"`
		Value          int32  `json:"value"`
		Wording        string `json:"wording,omitempty"`
		SameDefinition bool   `json:"sameDefinition"`
	}
	jsonPart struct {
		Dimension string `json:"dimension"`
		Period    string `json:"period"`
		Stadsdeel string `json:"stadsdeel,omitempty"`
		AreaCode  string `json:"areaCode,omitempty"`
		AreaMap   string `json:"areaMapYear,omitempty"`
		AreaName  string `json:"areaName,omitempty"`
		AgeBand   string `json:"ageBand,omitempty"`
		Status    string `json:"status"`
		Value     *int32 `json:"value"`
	}
)

// JSON answers d as open data: what is known of the whole, and a flat list of figures with their parts.
func (d *Document) JSON() ([]byte, error) {
	body, err := json.MarshalIndent(d.json(), "", " ")
	if err != nil {
		return nil, fmt.Errorf("write the account as JSON: %w", err)
	}
	return append(body, '\n'), nil
}

func (d *Document) json() jsonAccount {
	year, e := d.account.GetYear(), d.edition
	a := jsonAccount{
		Title: d.title(), Description: d.description(), Notice: d.about.Notice, Publisher: d.about.Publisher, Language: "nl",
		Licence: d.about.Licence, Year: year, StartDate: fmt.Sprintf("%d-01-01", year), EndDate: fmt.Sprintf("%d-12-31", year),
		Concept: e == nil, Edition: e.GetEdition(), Provisional: e.GetProvisional(), Issued: utc(d.issued()), AsOf: utc(d.asOf()),
		Fingerprint: e.GetFingerprint(), Reason: e.GetReason(), Themes: []jsonTheme{}, Figures: []jsonFigure{},
	}
	for _, c := range e.GetChanges() {
		a.Changes = append(a.Changes, jsonChange{
			c.GetIndicator(), c.ValueBefore, c.Value, c.GetWordingBefore(), c.GetWording(), c.GetChangedParts(),
		})
	}
	for _, t := range d.themes {
		a.Themes = append(a.Themes, jsonTheme{t.id, t.name, jsonGoals(t.goals)})
		for _, f := range t.figures {
			a.Figures = append(a.Figures, jsonFigureOf(t, f))
		}
	}
	return a
}

func utc(at *time.Time) *time.Time {
	if at == nil {
		return nil
	}
	t := at.UTC()
	return &t
}

func jsonGoals(goals []*reportingv1.AccountGoal) (list []jsonGoal) {
	for _, g := range goals {
		goal := jsonGoal{ID: g.GetId(), Text: g.GetText()}
		for _, r := range g.GetResults() {
			goal.Results = append(goal.Results, jsonResult{r.GetId(), r.GetText(), r.GetIndicators()})
		}
		list = append(list, goal)
	}
	return list
}

func jsonFigureOf(t theme, f figure) jsonFigure {
	j := jsonFigure{
		Indicator: f.GetIndicator(), Theme: t.id, Programme: f.GetProgramme(), Label: f.GetLabel(), Definition: f.GetDefinition(),
		Unit: f.GetUnit(), UnitName: page.UnitName(f.GetUnit()), Source: f.GetService(), SourceEvents: f.GetSourceEvents(),
		Responsible: f.GetResponsible(), Status: f.parts[0].status, Value: f.parts[0].value, Wording: wording(f.Figure),
		Qualifier: qualifier(f.Figure), Target: jsonTargetOf(f.GetTarget()),
	}
	for _, e := range f.GetExplanations() {
		j.Explanations = append(j.Explanations, jsonExplanation{e.GetPeriod(), e.GetText()})
	}
	for _, e := range f.GetEarlierFigures() {
		j.Earlier = append(j.Earlier, jsonEarlier{e.GetYear(), e.GetValue(), e.GetWording(), e.GetSameDefinition()})
	}
	for _, p := range f.parts[1:] {
		j.Parts = append(j.Parts, jsonPart{
			p.dimension, p.period, p.stadsdeel, p.areaCode, p.areaMap, p.areaName, p.ageBand, p.status, p.value,
		})
	}
	return j
}

func jsonTargetOf(t *reportingv1.FigureTarget) *jsonTarget {
	if t == nil {
		return nil
	}
	signal := func(s reportingv1.FigureSignal) string { return known(lower(s.String(), "FIGURE_SIGNAL_")) }
	j := &jsonTarget{
		Value: t.GetValue(), Direction: known(lower(t.GetDirection().String(), "TARGET_DIRECTION_")),
		Signal: signal(t.GetSignal()), Source: t.GetSource(),
	}
	for _, q := range t.GetQuarters() {
		j.Quarters = append(j.Quarters, jsonTargetQuarter{q.GetKey(), q.GetExpected(), signal(q.GetSignal())})
	}
	return j
}
