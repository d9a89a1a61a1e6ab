package page

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

func TestEverySignalHasAWordAndAShapeOfItsOwn(t *testing.T) {
	a := full(t)
	shapes := map[string]string{}
	for signal, word := range map[reportingv1.FigureSignal]string{
		reportingv1.FigureSignal_FIGURE_SIGNAL_GREEN: "gehaald",
		reportingv1.FigureSignal_FIGURE_SIGNAL_AMBER: "bijna gehaald",
		reportingv1.FigureSignal_FIGURE_SIGNAL_RED:   "niet gehaald",
	} {
		figureOf(t, a, "debt-clients").Target.Signal = signal
		target := account(t, a, Options{}).With("id", "debt-clients").With("class", "target")
		require.Equal(t, word+" Streefwaarde: ten minste 850", target.Text())
		svg := target.First("svg")
		require.Equal(t, "true", svg.Attr("aria-hidden"), "the word says it")
		shape := svg.All("*")[0].Node.Data + svg.All("*")[len(svg.All("*"))-1].Attr("d")
		require.Empty(t, shapes[shape])
		shapes[shape] = word
	}
	require.Nil(t, signalOf(reportingv1.FigureSignal_FIGURE_SIGNAL_UNSPECIFIED))
}

func TestTargetSaysWhichWayIsBetterAndWhenItStoodSo(t *testing.T) {
	quarters := func(n int) (all []*reportingv1.FigureTargetQuarter) {
		for _, key := range []string{"2022-Q1", "2022-Q2", "2022-Q3", "2022-Q4"}[:n] {
			all = append(all, &reportingv1.FigureTargetQuarter{Key: key})
		}
		return all
	}
	const green = reportingv1.FigureSignal_FIGURE_SIGNAL_GREEN
	for _, c := range []struct {
		target *reportingv1.FigureTarget
		want   *targetView
	}{
		{nil, nil},
		{
			&reportingv1.FigureTarget{Value: 1200, Direction: reportingv1.TargetDirection_TARGET_DIRECTION_AT_LEAST, Signal: green, Quarters: quarters(4)},
			&targetView{Words: "ten minste 1.200", Signal: &reached},
		},
		{
			&reportingv1.FigureTarget{Value: 30, Direction: reportingv1.TargetDirection_TARGET_DIRECTION_AT_MOST, Signal: green, Quarters: quarters(2)},
			&targetView{Words: "ten hoogste 30", Signal: &reached, Moment: "na kwartaal 2"},
		},
		{&reportingv1.FigureTarget{Value: 30}, &targetView{Words: "30"}},
	} {
		require.Equal(t, c.want, targetOf(c.target))
	}
}

func TestWhoIsToldNoTargetSeesNoneAnywhere(t *testing.T) {
	a := full(t)
	for _, f := range a.GetFigures() {
		f.Target = nil
	}
	words := account(t, a, Options{}).Text()
	for _, word := range []string{"Streefwaarde", "Verwacht", "niet gehaald"} {
		require.NotContains(t, words, word)
	}
	require.Contains(t, words, "Wat we wilden bereiken")
	require.Contains(t, words, "Door een tekort aan taalvrijwilligers", "which people say to everybody")
}

func TestFigureThatIsWithheldSaysNotHowItStands(t *testing.T) {
	a := full(t)
	f := figureOf(t, a, "jpf-debt-free")
	f.Target = figureOf(t, a, "debt-clients").GetTarget()
	require.NotContains(t, account(t, a, Options{}).With("id", "doel-schulden").Text(), "schuldenvrij afgerond gehaald")
	require.Nil(t, viewFigure(f, frame{year: 2022}).Target)
}

func TestQuartersAddUpBesideWhatWasExpected(t *testing.T) {
	a := full(t)
	d := account(t, a, Options{})
	details := under(t, d.With("id", "taal-participants"), "Per kwartaal, met toelichting")
	require.Equal(t, []string{
		"Kwartaal 1 61 45 gehaald", "Kwartaal 2 99 90 gehaald",
		"Kwartaal 3 122 135 bijna gehaald", "Kwartaal 4 153 180 niet gehaald",
	}, rows(details))
	require.Contains(t, details.Text(), "Kwartaal 3Beide groepen zijn begonnen")
	require.NotContains(t, details.Text(), "Door een tekort", "what is said of the year stands in the open")
	require.Contains(t, d.With("id", "taal-participants").With("class", "words").Text(), "Door een tekort")

	withheld := under(t, d.With("id", "mediations"), "Per kwartaal, met toelichting")
	require.Equal(t, "Kwartaal 1 afgeschermd 50 –", rows(withheld)[0], "how it stood would tell of it")
	require.Equal(t, []string{"Kwartaal 1 41.566", "Kwartaal 2 80.193", "Kwartaal 3 108.851", "Kwartaal 4 152.318"},
		rows(under(t, d.With("id", "children-visits"), "Per kwartaal")))
}

func TestQuarterThatHasNotBegunIsLeftOut(t *testing.T) {
	f := recorded(9, &reportingv1.Figure{Quarters: []*reportingv1.FigurePart{
		{Key: "2022-Q1", Value: 4}, {Key: "2022-Q2", Value: 9}, {Key: "2022-Q3", Value: 9}, {Key: "2022-Q4", Value: 9},
	}})
	names := func(asOf time.Time) (all []string) {
		for _, q := range courseOf(f, frame{year: 2022, asOf: asOf}).Quarters {
			all = append(all, q.Name)
		}
		return all
	}
	require.Len(t, names(time.Time{}), 4)
	require.Len(t, names(time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)), 4)
	require.Equal(t, []string{"Kwartaal 1", "Kwartaal 2"}, names(time.Date(2022, 6, 30, 23, 59, 59, 0, time.UTC)))
	require.Equal(t, []string{"Kwartaal 1", "Kwartaal 2", "Kwartaal 3"}, names(time.Date(2022, 7, 1, 0, 0, 0, 0, time.UTC)))
}

func TestEarlierYearsStandBesideThisOne(t *testing.T) {
	d := account(t, full(t), Options{})
	other := rows(under(t, d.With("id", "repairs"), "Vergeleken met eerdere jaren"))
	require.Equal(t, []string{"2022 582", "2021 360"}, other[:2])
	require.Regexp(t, "^2020 279 andere d", other[2])
	same := under(t, d.With("id", "vve-children"), "Vergeleken met eerdere jaren")
	require.Equal(t, []string{"2022 958", "2021 593", "2020 459"}, rows(same))
	require.NotContains(t, same.Text(), "andere d")
	require.Nil(t, earlierOf(&reportingv1.Figure{EarlierFigures: []*reportingv1.EarlierFigure{{Year: 2021}}}, 2022),
		"there is nothing to compare with a number that is not shown")
}
