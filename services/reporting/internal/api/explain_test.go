package api_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/testkit"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/catalogue"
)

// agreed answers the catalogue with a target for visits of children in 2022.
func agreed(t *testing.T) []byte {
	t.Helper()
	const before = "    responsible: Teamleider kinderwerk\n"
	text := string(catalogue.Account())
	require.Contains(t, text, before)
	return []byte(strings.ReplaceAll(text, before, before+
		"    targets: {2022: {value: 900, unit: visits, quarters: [200, 450, 700], source: Subsidiebeschikking 2022}}\n"))
}

func TestFigureStandsBesideWhatWasAgreedForTheCityAndTheManagerAlone(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRigOf(t, engine, agreed(t))
		require.NoError(t, r.told(1, append(register(), count("haven", "kinderwerk", "2022-01-15", 200),
			count("haven", "kinderwerk", "2022-04-15", 210), count("stad", "kinderwerk", "2022-10-15", 490))...))
		r.publish(t)
		const green, amber, red = reportingv1.FigureSignal_FIGURE_SIGNAL_GREEN, reportingv1.FigureSignal_FIGURE_SIGNAL_AMBER,
			reportingv1.FigureSignal_FIGURE_SIGNAL_RED
		want := &reportingv1.FigureTarget{
			Value: 900, Unit: "visits", Direction: reportingv1.TargetDirection_TARGET_DIRECTION_AT_LEAST, Signal: green,
			Source: "Subsidiebeschikking 2022", Quarters: []*reportingv1.FigureTargetQuarter{
				{Key: "2022-Q1", Expected: 200, Signal: green}, {Key: "2022-Q2", Expected: 450, Signal: amber},
				{Key: "2022-Q3", Expected: 700, Signal: red}, {Key: "2022-Q4", Expected: 900, Signal: green},
			},
		}
		for _, role := range []string{manager, "municipality", staff, nobody} {
			for _, view := range []reportingv1.AccountView{0, full} {
				account, err := r.GetAccount(r.as(t, role), &reportingv1.GetAccountRequest{Year: 2022, View: view})
				require.NoError(t, err)
				for _, f := range account.GetFigures() {
					if f.GetIndicator() == "children-visits" && (role == manager || role == "municipality") {
						require.True(t, proto.Equal(want, f.GetTarget()), "%v", f.GetTarget())
						continue
					}
					require.Nil(t, f.GetTarget(), "%s as %s", f.GetIndicator(), role)
				}
			}
		}
	})
}

func TestQuarterEndsByTheCalendarOfTheOrganisation(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRigOf(t, engine, agreed(t))
		require.NoError(t, r.told(1, append(register(), count("haven", "kinderwerk", "2022-01-15", 150))...))
		for at, want := range map[string]string{
			"2022-06-30T21:59:59Z": "2022-Q1", "2022-06-30T22:00:00Z": "2022-Q1 2022-Q2", "2022-03-31T21:59:59Z": "",
			"2022-12-31T23:00:00Z": "2022-Q1 2022-Q2 2022-Q3 2022-Q4",
		} {
			now, err := time.Parse(time.RFC3339, at)
			require.NoError(t, err)
			r.clock.Advance(now.Sub(r.clock.Now()))
			target := r.figure(t, 0, "children-visits").GetTarget()
			var ended []string
			for _, q := range target.GetQuarters() {
				ended = append(ended, q.GetKey())
			}
			require.Equal(t, want, strings.Join(ended, " "), at)
			signal := reportingv1.FigureSignal_FIGURE_SIGNAL_UNSPECIFIED
			if len(ended) > 0 {
				signal = reportingv1.FigureSignal_FIGURE_SIGNAL_RED
			}
			require.Equal(t, signal, target.GetSignal(), at)
		}
	})
}

func TestFigureGrowsThroughTheYear(t *testing.T) {
	young := peoplev1.AgeBand_AGE_BAND_13_TO_17
	onEngines(t, func(t *testing.T, r *rig) {
		require.NoError(t, r.told(1, append(register(),
			attendance("haven", "anna", "2022-02-15", young), attendance("haven", "anna", "2022-05-15", young),
			attendance("stad", "bert", "2022-11-15", young), count("haven", "kinderwerk", "2022-09-30", 12),
		)...))
		for indicator, want := range map[string][]string{
			"youth-persons":   {"2022-Q1=1", "2022-Q2=1", "2022-Q3=1", "2022-Q4=2"},
			"youth-contacts":  {"2022-Q1=1", "2022-Q2=2", "2022-Q3=2", "2022-Q4=3"},
			"children-visits": {"2022-Q1=0", "2022-Q2=0", "2022-Q3=12", "2022-Q4=12"},
			"centres":         {"2022-Q1=2", "2022-Q2=2", "2022-Q3=2", "2022-Q4=2"},
			"seniors-fair":    nil,
		} {
			require.Equal(t, want, parts(r.figure(t, full, indicator).GetQuarters()), indicator)
			require.Empty(t, r.figure(t, 0, indicator).GetQuarters())
		}
	})
}

func TestEarlierYearsStandBesideAFigure(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		require.NoError(t, r.told(1, append(register(),
			count("haven", "kinderwerk", "2022-01-15", 152_345), count("haven", "kinderwerk", "2023-01-15", 7),
			count("haven", "kinderwerk", "2024-01-15", 8))...))
		account, err := r.GetAccount(r.as(t, manager), &reportingv1.GetAccountRequest{Year: 2024})
		require.NoError(t, err)
		got := map[string][]string{}
		for _, f := range account.GetFigures() {
			for _, e := range f.GetEarlierFigures() {
				got[f.GetIndicator()] = append(got[f.GetIndicator()],
					fmt.Sprint(e.GetYear(), " ", e.GetValue(), " ", e.GetWording(), " ", e.GetSameDefinition()))
			}
		}
		require.Equal(t, map[string][]string{
			"children-visits": {"2023 7 7 true", "2022 152345 ruim 150.000 true"},
			"centres":         {"2023 1 1 true", "2022 2 2 true"},
		}, got)
		require.Empty(t, r.figure(t, full, "children-visits").GetEarlierFigures(), "of the first year")

		require.NoError(t, r.told(2, count("haven", "kinderwerk", "2023-02-15", math.MaxInt32)))
		_, err = r.GetAccount(r.as(t, manager), &reportingv1.GetAccountRequest{Year: 2024})
		requireFault(t, err, codes.Internal, "INTERNAL")
		require.Contains(t, r.log.String(), "figure children-visits of 2023 is 2147483654")
	})
}

func TestAccountSaysWhatItIsForWhoAnswersForItAndWhatItIsCountedFrom(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		account := r.account(t, 0)
		themes := map[string]bool{}
		for _, g := range account.GetGoals() {
			themes[g.GetTheme()] = true
			require.NotEmpty(t, g.GetText())
			require.NotEmpty(t, g.GetResults())
		}
		require.Len(t, themes, 6)
		for _, f := range account.GetFigures() {
			require.NotEmpty(t, f.GetResponsible(), f.GetIndicator())
			require.NotEmpty(t, f.GetSourceEvents(), f.GetIndicator())
			for _, event := range f.GetSourceEvents() {
				require.Regexp(t, `^meedoen\.`+f.GetService()+`\.v1\.[A-Za-z]+Saved$`, event)
			}
		}
		first := account.GetGoals()[0]
		require.Equal(t, "jonge-kind", first.GetId())
		require.Equal(t, "jonge-kind-spelend-leren", first.GetResults()[0].GetId())
		require.Equal(t, []string{"vve-children"}, first.GetResults()[0].GetIndicators())
	})
}
