package domain_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/services/activities/internal/domain"
)

func TestProgrammeThatBreaksARuleIsRefused(t *testing.T) {
	parent := domain.Programme{ID: "parent", Theme: "meeting", ParentID: "top"}
	top := domain.Programme{ID: "top", Theme: "meeting"}
	below := domain.Programme{ID: "below", Theme: "meeting", ParentID: "own"}
	own := domain.Programme{ID: "own", Theme: "meeting"}
	tests := map[string]struct {
		theme, parent, end string
		ancestors          []domain.Programme
		want               []string
	}{
		"at the top":              {"meeting", "", "", nil, nil},
		"ends on its first day":   {"meeting", "", "2022-02-01", nil, nil},
		"ends a day before":       {"meeting", "", "2022-01-31", nil, []string{"end_date END_BEFORE_START"}},
		"under a parent":          {"meeting", "parent", "", []domain.Programme{parent, top}, nil},
		"under no such parent":    {"meeting", "gone", "", nil, []string{"parent_id PARENT_UNKNOWN"}},
		"theme of another parent": {"health", "parent", "", []domain.Programme{parent, top}, []string{"theme THEME_NOT_OF_PARENT"}},
		"theme of the parent, whatever is above": {
			"meeting", "parent", "", []domain.Programme{parent, {ID: "top", Theme: "health"}}, nil,
		},
		"part of itself":            {"meeting", "own", "", []domain.Programme{own}, []string{"parent_id PARENT_IS_BELOW"}},
		"part of its own part":      {"meeting", "below", "", []domain.Programme{below, own}, []string{"parent_id PARENT_IS_BELOW"}},
		"ended and no such parent":  {"meeting", "gone", "2022-01-31", nil, []string{"end_date END_BEFORE_START", "parent_id PARENT_UNKNOWN"}},
		"no parent, others passed":  {"health", "", "", []domain.Programme{own}, nil},
		"everything at once, below": {"health", "below", "2022-01-31", []domain.Programme{below, own}, []string{"end_date END_BEFORE_START", "theme THEME_NOT_OF_PARENT", "parent_id PARENT_IS_BELOW"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := domain.Programme{
				ID: "own", Theme: tt.theme, ParentID: tt.parent, Start: date(t, "2022-02-01"), End: date(t, tt.end),
			}
			requireBroken(t, tt.want, p.Check(tt.ancestors))
		})
	}
}

func TestCircleAboveIsToldOnce(t *testing.T) {
	own := domain.Programme{ID: "own", Theme: "meeting", ParentID: "own"}
	requireBroken(t, []string{"parent_id PARENT_IS_BELOW"}, own.Check([]domain.Programme{own, own, own}))
}

func TestUnreadableStartIsNoSecondViolation(t *testing.T) {
	require.Empty(t, domain.Programme{ID: "own", End: date(t, "2022-02-01")}.Check(nil))
}

func TestCodeAndThemeOfAProgrammeAreFixed(t *testing.T) {
	before := domain.Programme{
		ID: "own", Code: "buurtsport", Name: "Buurtsport", Theme: "health", ParentID: "top", Start: date(t, "2022-02-01"), Version: 3,
	}
	tests := map[string]struct {
		change func(*domain.Programme)
		want   []string
	}{
		"nothing": {func(*domain.Programme) {}, nil},
		"name":    {func(p *domain.Programme) { p.Name = "Sport in de buurt" }, nil},
		"parent":  {func(p *domain.Programme) { p.ParentID = "" }, nil},
		"dates":   {func(p *domain.Programme) { p.Start, p.End = date(t, "2021-01-01"), date(t, "2022-12-31") }, nil},
		"code":    {func(p *domain.Programme) { p.Code = "sport" }, []string{"code CODE_FIXED"}},
		"theme":   {func(p *domain.Programme) { p.Theme = "meeting" }, []string{"theme THEME_FIXED"}},
		"both":    {func(p *domain.Programme) { p.Code, p.Theme = "sport", "meeting" }, []string{"code CODE_FIXED", "theme THEME_FIXED"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			now := before
			tt.change(&now)
			requireBroken(t, tt.want, now.CheckChange(before))
		})
	}
}

// forest is programmes by id, and their ancestors as a store answers them.
type forest map[string]domain.Programme

func (f forest) ancestors(id string) (list []domain.Programme) {
	seen := map[string]bool{}
	for p, found := f[id]; found && !seen[id]; p, found = f[id] {
		seen[id] = true
		list = append(list, p)
		id = p.ParentID
	}
	return list
}

// bites says whether the way up from id comes back to it.
func (f forest) bites(id string) bool {
	for at, steps := f[id].ParentID, 0; at != "" && steps <= len(f); at, steps = f[at].ParentID, steps+1 {
		if at == id {
			return true
		}
	}
	return false
}

func TestNoSequenceOfAcceptedMovesMakesACircle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := forest{}
		for i := range rapid.IntRange(1, 8).Draw(t, "programmes") {
			id := fmt.Sprint(i)
			f[id] = domain.Programme{ID: id, Theme: "meeting"}
		}
		anyID := rapid.IntRange(0, len(f)-1)
		for range rapid.IntRange(1, 30).Draw(t, "moves") {
			p := f[fmt.Sprint(anyID.Draw(t, "programme"))]
			p.ParentID = fmt.Sprint(anyID.Draw(t, "parent"))
			before := f[p.ID]
			refused := len(p.Check(f.ancestors(p.ParentID))) > 0
			f[p.ID] = p
			require.Equal(t, f.bites(p.ID), refused, "%s under %s", p.ID, p.ParentID)
			if refused {
				f[p.ID] = before
			}
		}
	})
}
