package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/activities/internal/domain"
)

func TestRoomIsUsedFromItsFirstToItsLastDate(t *testing.T) {
	r := domain.Room{First: date(t, "2022-01-10"), Last: date(t, "2022-01-12")}
	for day, want := range map[string]bool{
		"2022-01-09": false, "2022-01-10": true, "2022-01-11": true, "2022-01-12": true, "2022-01-13": false,
	} {
		require.Equal(t, want, r.UsedOn(date(t, day)), day)
	}
	r.Last = date(t, "")
	require.True(t, r.UsedOn(date(t, "2099-01-01")))
}

func TestRoomAnswersEveryRuleItBreaks(t *testing.T) {
	here := &domain.Location{}
	r := domain.Room{First: date(t, "2022-01-10")}
	requireBroken(t, []string{}, r.Check(here))
	requireBroken(t, []string{"location_id LOCATION_UNKNOWN"}, r.Check(nil))
	r.Last = date(t, "2022-01-10")
	requireBroken(t, []string{}, r.Check(here))
	r.Last = date(t, "2022-01-09")
	requireBroken(t, []string{"location_id LOCATION_UNKNOWN", "last_date LAST_BEFORE_FIRST"}, r.Check(nil))
}

func TestRoomDoesNotMove(t *testing.T) {
	requireBroken(t, []string{}, domain.Room{LocationID: "a"}.CheckChange(domain.Room{LocationID: "a"}))
	requireBroken(t, []string{"location_id LOCATION_FIXED"}, domain.Room{LocationID: "a"}.CheckChange(domain.Room{LocationID: "b"}))
}
