package domain_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/activities/internal/domain"
)

func TestEveryStateOfAnActivityUnderEveryStep(t *testing.T) {
	now := time.Date(2022, 6, 14, 13, 0, 0, 0, time.UTC)
	steps := map[string]func(*domain.Activity) error{
		"change":  func(a *domain.Activity) error { return a.Change(*a, now) },
		"publish": func(a *domain.Activity) error { return a.Publish(now) },
		"end":     func(a *domain.Activity) error { return a.Finish(now, amsterdam(t)) },
	}
	const draft, published, ended = domain.ActivityDraft, domain.ActivityPublished, domain.ActivityEnded
	tests := map[domain.ActivityState]map[string]string{ // the state it comes to, or why not
		draft:     {"change": "draft", "publish": "published", "end": "ended"},
		published: {"change": "published", "publish": "ACTIVITY_PUBLISHED", "end": "ended"},
		ended:     {"change": "ACTIVITY_ENDED", "publish": "ACTIVITY_ENDED", "end": "ACTIVITY_ENDED"},
	}
	for state, of := range tests {
		for name, step := range steps {
			t.Run(string(state)+"/"+name, func(t *testing.T) {
				a := domain.Activity{State: state, Version: 4, Series: domain.Series{Start: date(t, "2022-06-01")}}
				if err := step(&a); err != nil {
					require.Equal(t, of[name], reasonOf(t, err))
					return
				}
				require.Equal(t, of[name], string(a.State))
				require.EqualValues(t, 5, a.Version)
				require.Equal(t, now, a.Updated)
			})
		}
	}
}

func TestActivityThatEndsHasTodayAsItsLastDayAtTheLatest(t *testing.T) {
	now := time.Date(2022, 6, 14, 22, 30, 0, 0, time.UTC) // the 15th in Amsterdam
	for name, tt := range map[string]struct{ start, end, want string }{
		"without an end":   {"2022-06-01", "", "2022-06-15"},
		"with a later one": {"2022-06-01", "2022-12-31", "2022-06-15"},
		"over already":     {"2022-06-01", "2022-06-10", "2022-06-10"},
		"not started":      {"2022-07-01", "", "2022-07-01"},
	} {
		t.Run(name, func(t *testing.T) {
			a := domain.Activity{State: domain.ActivityPublished, Series: domain.Series{Start: date(t, tt.start)}, End: date(t, tt.end)}
			require.NoError(t, a.Finish(now, amsterdam(t)))
			require.Equal(t, tt.want, a.End.String())
		})
	}
}
