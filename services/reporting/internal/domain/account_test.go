package domain_test

import (
	"encoding/csv"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/reporting/catalogue"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// published is the page of 2022 as it was printed, kept with the sample data.
const published = "../../../../cmd/meedoen/internal/sample/verantwoording-2022.csv"

// account answers the catalogue that the service ships with.
func account(t testing.TB) *domain.Catalogue {
	t.Helper()
	c, err := domain.ParseCatalogue(catalogue.Account(), catalogue.Schema())
	require.NoError(t, err)
	return c
}

// figures answers the figures of 2022 by indicator.
func figures(t testing.TB, added []domain.Contribution, places ...domain.Location) map[string]domain.Figure {
	t.Helper()
	c := account(t)
	list, err := c.Figures(2022, counted(c, added...), places)
	require.NoError(t, err)
	byID := make(map[string]domain.Figure)
	for _, f := range list {
		byID[f.Indicator.ID] = f
	}
	return byID
}

// live answers a live counting of each indicator that counts facts, with the id of the indicator.
func live(c *domain.Catalogue) (countings []domain.Counting) {
	rules := c.Rules()
	for _, id := range slices.Sorted(maps.Keys(rules)) {
		for n, rule := range rules[id] {
			one := domain.Counting{ID: id, Indicator: id, Rule: rule, State: domain.Live}
			if n > 0 {
				one.ID = fmt.Sprintf("%s of %d", id, rule.FromYear)
			}
			countings = append(countings, one)
		}
	}
	return countings
}

// counted answers what contributions to live countings add up to.
func counted(c *domain.Catalogue, added ...domain.Contribution) domain.Counted {
	return domain.Counted{Countings: live(c), Cells: fromNothing(added)}
}

// fromNothing answers the cells that contributions add up to where nothing was.
func fromNothing(added []domain.Contribution) []domain.Cell {
	d := domain.Delta(nil, added)
	now := map[domain.MemberKey]int64{}
	for _, m := range d.Members {
		now[m.MemberKey] = m.Records
	}
	return d.Turned(now)
}

// counter answers what counts facts into live countings.
func counter(t require.TestingT, c *domain.Catalogue) *domain.Counter {
	var filters domain.Filters
	counter, err := filters.Counter(live(c), c.Areas())
	require.NoError(t, err)
	return counter
}

func publishedRows(t *testing.T) (rows []map[string]string) {
	t.Helper()
	file, err := os.Open(published)
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	lines, err := csv.NewReader(file).ReadAll()
	require.NoError(t, err)
	for _, line := range lines[1:] {
		row := make(map[string]string)
		for i, name := range lines[0] {
			row[name] = line[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func TestAccountIsThePublishedPage(t *testing.T) {
	list, err := account(t).Figures(2022, domain.Counted{}, nil)
	require.NoError(t, err)
	rows := publishedRows(t)
	require.Len(t, rows, 37)
	require.Len(t, list, len(rows))
	for i, row := range rows {
		in := list[i].Indicator
		qualifier, words := in.Wording[2022]
		if !words {
			qualifier.Qualifier = domain.Exact
		}
		got := map[string]string{
			"indicator": in.ID, "theme": in.Theme, "unit": in.Unit, "service": in.Service,
			"qualifier": string(qualifier.Qualifier),
		}
		want := map[string]string{}
		for name := range got {
			want[name] = row[name]
		}
		require.Equal(t, want, got)
		if words {
			number, err := strconv.ParseInt(row["value"], 10, 64)
			require.NoError(t, err)
			require.Zero(t, number%qualifier.Step, "%s: %d is no multiple of its step", in.ID, number)
		}
	}
}

func TestAccountHasTheThemesOfThePageInOrder(t *testing.T) {
	var onPage []string
	for _, row := range publishedRows(t) {
		if len(onPage) == 0 || onPage[len(onPage)-1] != row["theme"] {
			onPage = append(onPage, row["theme"])
		}
	}
	var themes []string
	for _, theme := range account(t).Themes() {
		themes = append(themes, theme.ID)
		require.NotEmpty(t, theme.Name)
	}
	require.Equal(t, onPage, themes)
}

func TestAccountRoundsInThePublishedSteps(t *testing.T) {
	steps := make(map[string]int64)
	for id, f := range figures(t, nil) {
		for _, rounding := range f.Indicator.Wording {
			steps[id] = rounding.Step
		}
	}
	require.Equal(t, map[string]int64{
		"children-visits": 10000, "youth-contacts": 1000, "street-contacts": 1000, "learn2work-participants": 5,
		"sport-participations": 1000,
	}, steps)
}

func TestAccountCountsEverythingThatTheServicesRecord(t *testing.T) {
	var recorded, ofServices []string
	list, err := account(t).Figures(2022, domain.Counted{}, nil)
	require.NoError(t, err)
	for _, f := range list {
		if f.Status != domain.NotRecorded {
			recorded = append(recorded, f.Indicator.ID)
		}
		ofSupport := []string{
			"mediations", "resident-questions", "wor-patients", "learn2work-participants", "learn2work-completed",
		}
		if f.Indicator.Service != "support" || slices.Contains(ofSupport, f.Indicator.ID) {
			ofServices = append(ofServices, f.Indicator.ID)
		}
	}
	require.Len(t, recorded, 37)
	require.Equal(t, ofServices, recorded)
}

func TestAccountBeginsIn2022(t *testing.T) {
	require.False(t, account(t).Covers(2021))
	require.True(t, account(t).Covers(2022))
	require.True(t, account(t).Covers(2023))

	none, err := account(t).Figures(2021, domain.Counted{}, nil)
	require.NoError(t, err)
	require.Empty(t, none)
}
