package api_test

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// changing is a resource that several writers change.
type changing struct {
	etag   string
	change func(t testing.TB, etag string, n int32) (newEtag string, err error)
}

// changeables answers one of each resource that can be changed.
func (r *rig) changeables(t testing.TB) map[string]changing {
	v := r.addVisit(t)
	location := r.addLocation(t)
	programme := r.addProgramme(t, "sport")
	count := r.addCount(t, v)
	session := r.addSession(t, r.addPublished(t, v).GetId(), at("2022-06-18", "10:00"))
	changeables := map[string]changing{
		"location": {location.GetEtag(), func(t testing.TB, etag string, n int32) (string, error) {
			l, err := r.updateLocation(t, &activitiesv1.Location{Id: location.GetId(), Etag: etag, DisplayName: string('a' + n)})
			return l.GetEtag(), err
		}},
		"programme": {programme.GetEtag(), func(t testing.TB, etag string, n int32) (string, error) {
			p, err := r.updateProgramme(t, &activitiesv1.Programme{Id: programme.GetId(), Etag: etag, DisplayName: string('a' + n)})
			return p.GetEtag(), err
		}},
		"session": {session.GetEtag(), func(t testing.TB, etag string, n int32) (string, error) {
			s, err := r.move(t, session.GetId(), &activitiesv1.SessionMove{Date: "2022-06-20", DurationMinutes: 10 + n, Etag: etag})
			return s.GetEtag(), err
		}},
		"head count": {count.GetEtag(), func(t testing.TB, etag string, n int32) (string, error) {
			by, err := r.correct(t, count.GetId(), corrected(n, func(c *activitiesv1.HeadCountCorrection) { c.Etag = etag }))
			return by.GetEtag(), err
		}},
	}
	maps.Copy(changeables, r.contactChangeables(t, v))
	maps.Copy(changeables, r.outputChangeables(t, v))
	return changeables
}

var mismatch = refusal{code: codes.Aborted, reason: "ETAG_MISMATCH"}

func TestOnlyWhatWasReadIsChanged(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		for name, c := range r.changeables(t) {
			t.Run(name, func(t *testing.T) {
				second, err := c.change(t, c.etag, 1)
				require.NoError(t, err)
				for _, stale := range []string{c.etag, "0", "nonsense"} {
					r.refuses(t, mismatch, func() error {
						_, err := c.change(t, stale, 2)
						return err
					})
				}
				_, err = c.change(t, "", 3)
				require.NoError(t, err, "no etag: whatever it is")
				r.refuses(t, mismatch, func() error {
					_, err := c.change(t, second, 4)
					return err
				})
			})
		}
	})
}

func TestOfTwoWritersWithOneEtagOneIsAborted(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		for name, c := range r.changeables(t) {
			t.Run(name, func(t *testing.T) {
				etag := c.etag
				for round := range int32(5) {
					before := len(r.rows(t, "outbox"))
					etags := make([]string, 2)
					errs := together(2, func(i int) (err error) {
						etags[i], err = c.change(t, etag, 2*round+int32(i))
						return err
					})
					if errs[0] != nil {
						errs[0], errs[1] = errs[1], errs[0]
						etags[0] = etags[1]
					}
					require.NoError(t, errs[0])
					mismatch.require(t, errs[1])
					require.Len(t, r.rows(t, "outbox"), before+1)
					etag = etags[0]
				}
			})
		}
	})
}

func TestWritersWithoutEtagAllSucceed(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		for name, c := range r.changeables(t) {
			t.Run(name, func(t *testing.T) {
				before := len(r.rows(t, "outbox"))
				etags := make([]string, 3)
				for _, err := range together(len(etags), func(i int) (err error) {
					etags[i], err = c.change(t, "", int32(i))
					return err
				}) {
					require.NoError(t, err)
				}
				require.Len(t, r.rows(t, "outbox"), before+len(etags))
				require.NotEqual(t, etags[0], etags[1])
				require.NotEqual(t, etags[1], etags[2])
				require.NotEqual(t, etags[2], etags[0])
			})
		}
	})
}
