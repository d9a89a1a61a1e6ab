package edition_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/enums"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/edition"
)

// visit is a record of a made-up year.
type visit struct {
	person, month   int
	stadsdeel, wijk string // empty where it was nowhere in particular
	age             string
}

// year answers n visits of a third as many persons, some of them nowhere in particular; small parts are certain.
func year(seed uint64, n int) []visit {
	r := rand.New(rand.NewPCG(seed, 1))
	list := make([]visit, n)
	for i := range list {
		v := visit{person: r.IntN(1 + n/3), month: 1 + r.IntN(12)}
		if r.IntN(20) > 0 {
			d := min(r.IntN(3), r.IntN(3))
			v.stadsdeel = []string{"haven", "stad", "buiten"}[d]
			v.wijk = fmt.Sprintf("2022:WK00%d%d", d, min(r.IntN(3), r.IntN(3)))
		}
		v.age = []string{"13_to_17", "18_to_26", "27_to_64"}[v.person%7%3]
		list[i] = v
	}
	return list
}

// account answers the account of visits: as a sum, and as a number of different persons.
func account(visits []visit) *reportingv1.Account {
	a := &reportingv1.Account{Year: 2022, Figures: []*reportingv1.Figure{
		figure("visits", visits, func(list []visit) int { return len(list) }),
		figure("persons", visits, func(list []visit) int {
			different := map[int]bool{}
			for _, v := range list {
				different[v.person] = true
			}
			return len(different)
		}),
	}}
	for d, stadsdeel := range []string{"haven", "stad", "buiten"} {
		for w := range 3 {
			a.Areas = append(a.Areas, &reportingv1.AccountArea{
				Key: fmt.Sprintf("2022:WK00%d%d", d, w), Stadsdeel: stadsdeel, Known: true,
			})
		}
	}
	return a
}

func figure(indicator string, visits []visit, count func([]visit) int) *reportingv1.Figure {
	part := func(of func(visit) string) (parts []*reportingv1.FigurePart) {
		by := map[string][]visit{}
		for _, v := range visits {
			if key := of(v); key != "" {
				by[key] = append(by[key], v)
			}
		}
		for _, key := range slices.Sorted(maps.Keys(by)) {
			parts = append(parts, &reportingv1.FigurePart{Key: key, Value: int32(count(by[key]))})
		}
		return parts
	}
	f := &reportingv1.Figure{
		Indicator: indicator, Status: reportingv1.FigureStatus_FIGURE_STATUS_RECORDED, Value: proto.Int32(int32(count(visits))),
		Wording:    fmt.Sprint(count(visits)),
		Stadsdelen: part(func(v visit) string { return v.stadsdeel }), Wijken: part(func(v visit) string { return v.wijk }),
		AgeBands: part(func(v visit) string { return v.age }),
	}
	for month := 1; month <= 12; month++ {
		upTo := func(last int) int32 {
			return int32(count(slices.DeleteFunc(slices.Clone(visits), func(v visit) bool { return v.month > last })))
		}
		f.Months = append(f.Months, &reportingv1.FigurePart{Key: fmt.Sprintf("2022-%02d", month), Value: int32(count(
			slices.DeleteFunc(slices.Clone(visits), func(v visit) bool { return v.month != month })))})
		if month%3 == 0 {
			f.Quarters = append(f.Quarters, &reportingv1.FigurePart{Key: fmt.Sprintf("2022-Q%d", month/3), Value: upTo(month)})
		}
	}
	pair := &reportingv1.FigureBreakdown{
		Dimension:      enums.Value[reportingv1.FigureDimension]("stadsdeel"),
		OtherDimension: enums.Value[reportingv1.FigureDimension]("age_band"),
	}
	for _, p := range part(func(v visit) string {
		if v.stadsdeel == "" {
			return ""
		}
		return v.stadsdeel + "/" + v.age
	}) {
		d, age, _ := strings.Cut(p.GetKey(), "/")
		pair.Cells = append(pair.Cells, &reportingv1.FigureCell{Key: d, OtherKey: age, Value: p.GetValue()})
	}
	f.Breakdowns = []*reportingv1.FigureBreakdown{pair}
	return f
}

// freeze freezes an account after the editions before.
func freeze(t testing.TB, a *reportingv1.Account, before ...edition.Frozen) (edition.Frozen, error) {
	t.Helper()
	f := edition.Frozen{Account: a, Adding: map[string]domain.Adding{
		"visits": domain.AddsUp, "persons": domain.AddsDifferent,
	}}
	var earlier []domain.Frozen
	for i, b := range before {
		earlier = append(earlier, domain.Frozen{Edition: i + 1, Freezing: b.Freezing(), Withheld: b.Withheld})
	}
	var err error
	f.Withheld, err = domain.Protect(10, f.Freezing(), earlier)
	return f, err
}

func TestFrozenIsReadBackAsItWas(t *testing.T) {
	f, err := freeze(t, account(year(1, 60)))
	require.NoError(t, err)
	require.NotEmpty(t, f.Withheld)
	packed, err := f.Pack()
	require.NoError(t, err)
	again, err := f.Pack()
	require.NoError(t, err)
	require.Equal(t, packed, again)
	read, err := edition.Unpack(packed)
	require.NoError(t, err)
	require.True(t, proto.Equal(f.Account, read.Account))
	require.Equal(t, f.Adding, read.Adding)
	require.Equal(t, f.Withheld, read.Withheld)
	_, err = edition.Unpack([]byte("no content"))
	require.Error(t, err)
}
