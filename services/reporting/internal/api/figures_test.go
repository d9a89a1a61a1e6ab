package api_test

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	"github.com/deschoor/meedoen/platform/testkit"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/catalogue"
	"github.com/deschoor/meedoen/services/reporting/internal/events"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

const full = reportingv1.AccountView_ACCOUNT_VIEW_FULL

func TestFigureIsAnsweredWholeAndOnTheFullViewByMonthAndCityDistrict(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		require.NoError(t, r.told(1, append(register(),
			count("haven", "kinderwerk", "2022-01-15", 100_000), count("haven", "kinderwerk", "2022-12-31", 50_000),
			count("stad", "kinderwerk", "2022-12-31", 2345), count("stad", "kinderwerk", "2023-01-01", 7),
		)...))
		f := r.figure(t, full, "children-visits")
		require.Equal(t, "kansrijk_opgroeien", f.GetTheme())
		require.Equal(t, "bezoeken van kinderen", f.GetLabel())
		require.Equal(t, "visits", f.GetUnit())
		require.Equal(t, "activities", f.GetService())
		require.NotEmpty(t, f.GetProgramme())
		require.NotEmpty(t, f.GetDefinition())
		require.Equal(t, reportingv1.FigureStatus_FIGURE_STATUS_RECORDED, f.GetStatus())
		require.EqualValues(t, 152_345, f.GetValue())
		require.Equal(t, "ruim 150.000", f.GetWording())
		require.Equal(t, reportingv1.Qualifier_QUALIFIER_RUIM, f.GetQualifier())
		require.Equal(t, []string{
			"2022-01=100000", "2022-02=0", "2022-03=0", "2022-04=0", "2022-05=0", "2022-06=0", "2022-07=0", "2022-08=0",
			"2022-09=0", "2022-10=0", "2022-11=0", "2022-12=52345",
		}, parts(f.GetMonths()))
		require.Equal(t, []string{"haven=150000", "stad=2345"}, parts(f.GetStadsdelen()))
		require.Equal(t, []string{"2022:WK003401=150000", "2022:WK003420=2345"}, parts(f.GetWijken()))
		require.Empty(t, f.GetAgeBands())
		require.Empty(t, f.GetBreakdowns())

		for _, view := range []reportingv1.AccountView{0, reportingv1.AccountView_ACCOUNT_VIEW_BASIC} {
			f := r.figure(t, view, "children-visits")
			require.EqualValues(t, 152_345, f.GetValue())
			require.Empty(t, append(append(f.GetMonths(), f.GetStadsdelen()...), f.GetWijken()...))
		}
	})
}

func TestPersonsAreAnsweredAtEveryLevel(t *testing.T) {
	young, older := peoplev1.AgeBand_AGE_BAND_13_TO_17, peoplev1.AgeBand_AGE_BAND_18_TO_26
	onEngines(t, func(t *testing.T, r *rig) {
		require.NoError(t, r.told(1, append(register(),
			attendance("haven", "anna", "2022-01-15", young), attendance("haven", "anna", "2022-03-15", young),
			attendance("stad", "anna", "2022-11-15", older), attendance("haven", "bert", "2022-01-15", young),
		)...))
		f := r.figure(t, full, "youth-persons")
		require.EqualValues(t, 2, f.GetValue())
		require.Equal(t, "2022-01=2", parts(f.GetMonths())[0])
		require.Equal(t, []string{"haven=2", "stad=1"}, parts(f.GetStadsdelen()))
		require.Equal(t, []string{"2022:WK003401=2", "2022:WK003420=1"}, parts(f.GetWijken()))
		require.Equal(t, []string{"13_to_17=2", "18_to_26=1"}, parts(f.GetAgeBands()))
		require.Len(t, f.GetBreakdowns(), 1)
		pair := f.GetBreakdowns()[0]
		require.Equal(t, reportingv1.FigureDimension_FIGURE_DIMENSION_STADSDEEL, pair.GetDimension())
		require.Equal(t, reportingv1.FigureDimension_FIGURE_DIMENSION_AGE_BAND, pair.GetOtherDimension())
		var cells []string
		for _, c := range pair.GetCells() {
			cells = append(cells, fmt.Sprintf("%s/%s=%d", c.GetKey(), c.GetOtherKey(), c.GetValue()))
		}
		require.Equal(t, []string{"haven/13_to_17=2", "stad/18_to_26=1"}, cells)
	})
}

func TestActivePlacesAreThoseOfTheRegister(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		require.NoError(t, r.told(1, register()...))
		f := r.figure(t, full, "centres")
		require.EqualValues(t, 2, f.GetValue())
		require.Equal(t, "2022-06=2", parts(f.GetMonths())[5])
		require.Equal(t, "2022-07=1", parts(f.GetMonths())[6])
		require.Equal(t, []string{"haven=1", "stad=1"}, parts(f.GetStadsdelen()))
	})
}

func TestThemesAndFiguresComeInTheOrderOfThePage(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		account := r.account(t, 0)
		var themes []string
		for _, theme := range account.GetThemes() {
			themes = append(themes, theme.GetId()+": "+theme.GetDisplayName())
		}
		require.Equal(t, []string{
			"kansrijk_opgroeien: Kansrijk opgroeien", "veilige_buurt: Veilige buurt",
			"financieel_sociaal_zelfredzaam: Financieel en sociaal zelfredzaam",
			"ontmoeting_verbinding: Ontmoeting en verbinding", "invulling_dag: Invulling van de dag",
			"gezond_vitaal: Gezond en vitaal leven",
		}, themes)
		require.Len(t, account.GetFigures(), 37)
		require.Equal(t, "vve-children", account.GetFigures()[0].GetIndicator())
		require.Equal(t, "summer-school", account.GetFigures()[36].GetIndicator())
	})
}

// unrecorded answers the catalogue with an indicator of which nobody records yet what it counts.
func unrecorded(t *testing.T, indicator string) []byte {
	t.Helper()
	before, rest, found := strings.Cut(string(catalogue.Account()), "- id: "+indicator+"\n")
	require.True(t, found)
	own, after, _ := strings.Cut(rest, "\n\n")
	own, _, found = strings.Cut(own, "\n    measure:")
	require.True(t, found, "%s is recorded", indicator)
	return []byte(before + "- id: " + indicator + "\n" + own + "\n\n" + after)
}

func TestFigureWithoutAValueHasNoneOnAnyView(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRigOf(t, engine, unrecorded(t, "wor-patients"))
		require.NoError(t, r.told(1, append(register(), count("haven", "buurtcentra", "2022-03-15", 12))...))
		for indicator, want := range map[string]reportingv1.FigureStatus{
			"children-visits": reportingv1.FigureStatus_FIGURE_STATUS_NO_DATA,
			"buurtkamers":     reportingv1.FigureStatus_FIGURE_STATUS_NO_DATA,
			"wor-patients":    reportingv1.FigureStatus_FIGURE_STATUS_NOT_RECORDED,
		} {
			for _, view := range []reportingv1.AccountView{0, full} {
				f := r.figure(t, view, indicator)
				require.Equal(t, want, f.GetStatus(), indicator)
				require.Nil(t, f.Value, indicator)
				require.Empty(t, f.GetWording())
				require.Zero(t, f.GetQualifier())
				require.Empty(t, append(f.GetMonths(), f.GetStadsdelen()...))
				require.NotEmpty(t, f.GetLabel())
			}
		}
	})
}

func TestFigureSaysThatItIsBeingCountedOrCountedAnew(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		require.NoError(t, r.told(1, append(register(), count("haven", "kinderwerk", "2022-03-15", 12))...))
		require.False(t, r.figure(t, full, "children-visits").GetRecounting())

		_, err := events.Rebuild(t.Context(), r.db, r.clock, []string{"children-visits"})
		require.NoError(t, err)
		f := r.figure(t, full, "children-visits")
		require.True(t, f.GetRecounting())
		require.Equal(t, reportingv1.FigureStatus_FIGURE_STATUS_RECORDED, f.GetStatus())
		require.EqualValues(t, 12, f.GetValue(), "what was counted before")
		require.False(t, r.figure(t, full, "centre-visits").GetRecounting())

		require.NoError(t, r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			if _, err := tx.ExecContext(ctx, "UPDATE counting SET state = 'retired' WHERE state = 'live'"); err != nil {
				return err
			}
			return store.In(tx).Revise(ctx, "another") // as whoever changes a counting does
		}))
		f = r.figure(t, full, "children-visits")
		require.Equal(t, reportingv1.FigureStatus_FIGURE_STATUS_BEING_COUNTED, f.GetStatus())
		require.Nil(t, f.Value)
		require.False(t, f.GetRecounting(), "there was none before")
	})
}

func TestValueOfZeroIsPresent(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		require.NoError(t, r.told(1, append(register(), count("haven", "kinderwerk", "2022-03-15", 0))...))
		f := r.figure(t, full, "children-visits")
		require.Equal(t, reportingv1.FigureStatus_FIGURE_STATUS_RECORDED, f.GetStatus())
		require.NotNil(t, f.Value)
		require.Zero(t, f.GetValue())
		require.Equal(t, "0", f.GetWording())
		require.Equal(t, reportingv1.Qualifier_QUALIFIER_NONE, f.GetQualifier())
		require.Len(t, f.GetMonths(), 12)
		require.Equal(t, []string{"haven=0"}, parts(f.GetStadsdelen()))
	})
}

func TestFigureBeyondTheContractIsAnErrorThatShowsNothing(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		require.NoError(t, r.told(1, append(register(), count("haven", "kinderwerk", "2022-01-01", math.MaxInt32))...))
		require.EqualValues(t, math.MaxInt32, r.figure(t, full, "children-visits").GetValue(), "the largest that fits")

		require.NoError(t, r.told(2, count("haven", "kinderwerk", "2022-02-01", 1)))
		_, err := r.GetAccount(r.as(t, manager), &reportingv1.GetAccountRequest{Year: 2022})
		text := requireFault(t, err, codes.Internal, "INTERNAL")
		require.NotContains(t, text, "children-visits")
		require.NotContains(t, text, "2147483648")
		require.Contains(t, r.log.String(), "figure children-visits of 2022 is 2147483648")
	})
}

func TestAccountSaysHowFarItCounts(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		account := r.account(t, 0)
		require.EqualValues(t, 2022, account.GetYear())
		require.Nil(t, account.GetAsOf())
		require.Empty(t, account.GetPositions())

		registered := r.clock.Now().Truncate(time.Microsecond)
		require.NoError(t, r.told(5, register()...))
		r.clock.Advance(time.Hour)
		require.NoError(t, r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			return r.move(ctx, tx, events.Service, 3)
		}))
		account = r.account(t, 0)
		require.Equal(t, registered, account.GetAsOf().AsTime(), "when what counts was registered, not when it was read")
		require.Equal(t, []string{"activities:5", "reporting:3"}, account.GetPositions())
	})
}

// parts answers "key=value" for each part.
func parts(list []*reportingv1.FigurePart) (texts []string) {
	for _, part := range list {
		texts = append(texts, fmt.Sprintf("%s=%d", part.GetKey(), part.GetValue()))
	}
	return texts
}
