package domain_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

func TestSecretOfAFeedIs256BitsThatFitInAnAddress(t *testing.T) {
	secret := domain.FeedSecret{0xff, 0xef}
	require.Regexp(t, `^[A-Za-z0-9_-]{43}$`, secret.Text())
	require.NotEqual(t, domain.FeedSecretHash(secret.Text()), domain.FeedSecretHash(domain.FeedSecret{}.Text()))
	require.NotContains(t, domain.FeedSecretHash(secret.Text()), secret.Text()[:8])
}

func TestFeedIsRevokedOnce(t *testing.T) {
	at := time.Date(2022, 6, 15, 12, 0, 0, 0, time.UTC)
	f := domain.CalendarFeed{State: domain.FeedLive, Version: 1}
	require.NoError(t, f.Revoke("anna", at))
	require.Equal(t, domain.CalendarFeed{State: domain.FeedRevoked, Recorder: "anna", Version: 2, Updated: at}, f)
	require.True(t, fault.Is(f.Revoke("ben", at), "CALENDAR_FEED_REVOKED"))
	require.Equal(t, "anna", f.Recorder)
}

func TestCalendarShowsWholeDaysOfTheZone(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	require.NoError(t, err)
	shown := domain.CalendarPeriod(civil.Date{Year: 2022, Month: 6, Day: 15}, zone)
	require.Equal(t, "2022-03-17T00:00:00+01:00", shown.Start.In(zone).Format(time.RFC3339), "the clocks changed since")
	require.Equal(t, "2023-06-16T00:00:00+02:00", shown.End.In(zone).Format(time.RFC3339))
}
