package api_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/fieldmaskpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// stored answers an instant as the service keeps it.
func stored(t time.Time) *timestamppb.Timestamp { return timestamppb.New(t.Truncate(time.Microsecond)) }

func (r *rig) updateLocation(t testing.TB, l *activitiesv1.Location, mask ...string) (*activitiesv1.Location, error) {
	t.Helper()
	req := &activitiesv1.UpdateLocationRequest{Location: l}
	if mask != nil {
		req.UpdateMask = &fieldmaskpb.FieldMask{Paths: mask}
	}
	return r.locations.UpdateLocation(r.staff(t), req)
}

func TestLocationIsAnsweredAsItWasAdded(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		added := r.addLocation(t, func(l *activitiesv1.Location) { l.ClosingDate = proto.String("2024-12-31") })
		require.NotEmpty(t, added.GetId())
		want := location(func(l *activitiesv1.Location) {
			l.Id, l.Stadsdeel, l.ClosingDate, l.Etag = added.GetId(), "haven", proto.String("2024-12-31"), added.GetEtag()
			l.CreateTime, l.UpdateTime = stored(now()), stored(now())
		})
		requireProto(t, want, added)

		read, err := r.locations.GetLocation(r.staff(t), &activitiesv1.GetLocationRequest{Id: added.GetId()})

		require.NoError(t, err)
		requireProto(t, added, read)
	})
}

func TestWhatOnlyTheServiceSetsIsNotTakenFromACaller(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		past := timestamppb.New(time.Unix(0, 0))
		added := r.addLocation(t, func(l *activitiesv1.Location) {
			l.Id, l.Stadsdeel, l.CreateTime, l.UpdateTime, l.Etag = "mine", "poort", past, past, "77"
		})
		require.NotEqual(t, "mine", added.GetId())
		require.Equal(t, "haven", added.GetStadsdeel())
		requireProto(t, stored(now()), added.GetCreateTime())
		requireProto(t, stored(now()), added.GetUpdateTime())
		require.NotEqual(t, "77", added.GetEtag())
	})
}

func TestLocationThatBreaksRulesIsRefusedWithAllOfThem(t *testing.T) {
	type change = func(*activitiesv1.Location)
	tests := map[string]struct {
		change change
		want   []string
	}{
		"no name":       {func(l *activitiesv1.Location) { l.DisplayName = "" }, []string{"location.display_name STRING_MIN_LEN"}},
		"longest name":  {func(l *activitiesv1.Location) { l.DisplayName = strings.Repeat("é", 100) }, nil},
		"too long name": {func(l *activitiesv1.Location) { l.DisplayName = strings.Repeat("é", 101) }, []string{"location.display_name STRING_MAX_LEN"}},
		"no kind":       {func(l *activitiesv1.Location) { l.Kind = 0 }, []string{"location.kind ENUM_NOT_IN"}},
		"unknown kind":  {func(l *activitiesv1.Location) { l.Kind = 99 }, []string{"location.kind ENUM_DEFINED_ONLY"}},
		"no wijk":       {func(l *activitiesv1.Location) { l.WijkCode = "" }, []string{"location.wijk_code STRING_PATTERN"}},
		"no opening":    {func(l *activitiesv1.Location) { l.OpeningDate = "" }, []string{"location.opening_date STRING_PATTERN"}},
		"unknown wijk":  {func(l *activitiesv1.Location) { l.WijkCode = "WK999999" }, []string{"location.wijk_code WIJK_UNKNOWN"}},
		"other edition": {func(l *activitiesv1.Location) { l.WijkYear = 2020 }, []string{"location.wijk_code WIJK_UNKNOWN"}},
		"no edition":    {func(l *activitiesv1.Location) { l.WijkYear = 0 }, []string{"location.wijk_code WIJK_UNKNOWN"}},
		"no such day":   {func(l *activitiesv1.Location) { l.OpeningDate = "2022-02-30" }, []string{"location.opening_date DATE_INVALID"}},
		"closed too soon": {
			func(l *activitiesv1.Location) { l.ClosingDate = proto.String("2019-12-31") }, []string{"location.closing_date CLOSING_BEFORE_OPENING"},
		},
		"form, all at once": {
			func(l *activitiesv1.Location) {
				l.DisplayName, l.Kind, l.WijkCode, l.OpeningDate, l.ClosingDate = "", 0, "3401", "soon", proto.String("never")
			},
			[]string{
				"location.display_name STRING_MIN_LEN", "location.kind ENUM_NOT_IN", "location.wijk_code STRING_PATTERN",
				"location.opening_date STRING_PATTERN", "location.closing_date STRING_PATTERN",
			},
		},
		"meaning, all at once": {
			func(l *activitiesv1.Location) {
				l.WijkYear, l.OpeningDate, l.ClosingDate = 2020, "2022-02-30", proto.String("2022-13-01")
			},
			[]string{"location.opening_date DATE_INVALID", "location.closing_date DATE_INVALID", "location.wijk_code WIJK_UNKNOWN"},
		},
	}
	onBoth(t, func(t *testing.T, r *rig) {
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				create := func() error {
					_, err := r.locations.CreateLocation(r.staff(t), &activitiesv1.CreateLocationRequest{Location: location(tt.change)})
					return err
				}
				if tt.want == nil {
					require.NoError(t, create())
					return
				}
				r.refuses(t, invalid(tt.want...), create)
			})
		}
		t.Run("no location", func(t *testing.T) {
			r.refuses(t, invalid("location REQUIRED"), func() error {
				_, err := r.locations.CreateLocation(r.staff(t), &activitiesv1.CreateLocationRequest{})
				return err
			})
		})
	})
}

func TestUnknownLocationIsNotFound(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		want := refusal{code: codes.NotFound, reason: "LOCATION_NOT_FOUND"}
		_, err := r.locations.GetLocation(r.staff(t), &activitiesv1.GetLocationRequest{Id: "nowhere"})
		want.require(t, err)
		r.refuses(t, want, func() error {
			_, err := r.updateLocation(t, location(func(l *activitiesv1.Location) { l.Id = "nowhere" }))
			return err
		})
	})
}

func TestOnlyTheFieldsOfTheMaskChange(t *testing.T) {
	const newName = "Andere naam"
	sent := location(func(l *activitiesv1.Location) {
		l.DisplayName, l.Kind, l.WijkCode = newName, activitiesv1.LocationKind_LOCATION_KIND_VENUE, "WK003402"
		l.ClosingDate, l.OpeningDate = nil, "2021-01-01"
		l.Stadsdeel, l.CreateTime = "poort", timestamppb.New(time.Unix(0, 0))
	})
	type change = func(*activitiesv1.Location)
	tests := map[string]struct {
		mask []string
		want change
	}{
		"one field": {[]string{"display_name"}, func(l *activitiesv1.Location) { l.DisplayName = newName }},
		"two fields": {[]string{"display_name", "kind"}, func(l *activitiesv1.Location) {
			l.DisplayName, l.Kind = newName, activitiesv1.LocationKind_LOCATION_KIND_VENUE
		}},
		"a named field that is not given is emptied": {[]string{"closing_date"}, func(l *activitiesv1.Location) { l.ClosingDate = nil }},
		"no mask: the fields that are given": {nil, func(l *activitiesv1.Location) {
			l.DisplayName, l.Kind, l.WijkCode = newName, activitiesv1.LocationKind_LOCATION_KIND_VENUE, "WK003402"
			l.OpeningDate = "2021-01-01"
		}},
		"a star: all fields": {[]string{"*"}, func(l *activitiesv1.Location) {
			l.DisplayName, l.Kind, l.WijkCode = newName, activitiesv1.LocationKind_LOCATION_KIND_VENUE, "WK003402"
			l.OpeningDate, l.ClosingDate = "2021-01-01", nil
		}},
		"what only the service sets stays": {[]string{"stadsdeel", "create_time", "id", "etag"}, func(*activitiesv1.Location) {}},
	}
	onBoth(t, func(t *testing.T, r *rig) {
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				r.clock.Set(now())
				before := r.addLocation(t, func(l *activitiesv1.Location) { l.ClosingDate = proto.String("2025-12-31") })
				r.clock.Advance(time.Hour)
				change := proto.CloneOf(sent)
				change.Id = before.GetId()

				after, err := r.updateLocation(t, change, tt.mask...)

				require.NoError(t, err)
				want := proto.CloneOf(before)
				tt.want(want)
				want.Etag, want.UpdateTime = after.GetEtag(), stored(now().Add(time.Hour))
				requireProto(t, want, after)
				require.NotEqual(t, before.GetEtag(), after.GetEtag())
				read, err := r.locations.GetLocation(r.staff(t), &activitiesv1.GetLocationRequest{Id: before.GetId()})
				require.NoError(t, err)
				requireProto(t, after, read)
			})
		}
	})
}

func TestStadsdeelFollowsTheWijk(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		l := r.addLocation(t)
		after, err := r.updateLocation(t, &activitiesv1.Location{Id: l.GetId(), WijkCode: "WK003421"})
		require.NoError(t, err)
		require.NotEqual(t, "haven", after.GetStadsdeel())
		require.NotEmpty(t, after.GetStadsdeel())
	})
}

func TestUpdateIsJudgedByTheWholeAsItWouldBecome(t *testing.T) {
	tests := map[string]struct {
		change *activitiesv1.Location
		mask   []string
		want   []string
	}{
		"unknown fields": {
			&activitiesv1.Location{DisplayName: "x"}, []string{"display_name", "colour", "closing_date.year"},
			[]string{"update_mask.paths[1] FIELD_UNKNOWN", "update_mask.paths[2] FIELD_UNKNOWN"},
		},
		"a required field emptied": {
			&activitiesv1.Location{}, []string{"display_name", "opening_date"},
			[]string{"location.display_name STRING_MIN_LEN", "location.opening_date STRING_PATTERN"},
		},
		"everything emptied": {&activitiesv1.Location{}, []string{"*"}, []string{
			"location.display_name STRING_MIN_LEN", "location.kind ENUM_NOT_IN", "location.wijk_code STRING_PATTERN",
			"location.opening_date STRING_PATTERN",
		}},
		"closing before the opening that stays": {
			&activitiesv1.Location{ClosingDate: proto.String("2019-12-31")}, nil, []string{"location.closing_date CLOSING_BEFORE_OPENING"},
		},
		"opening after the closing that stays, in an edition without the wijk that stays": {
			&activitiesv1.Location{OpeningDate: "2026-01-01", WijkYear: 2020}, nil,
			[]string{"location.closing_date CLOSING_BEFORE_OPENING", "location.wijk_code WIJK_UNKNOWN"},
		},
		"no such day": {&activitiesv1.Location{ClosingDate: proto.String("2023-02-29")}, nil, []string{"location.closing_date DATE_INVALID"}},
	}
	onBoth(t, func(t *testing.T, r *rig) {
		l := r.addLocation(t, func(l *activitiesv1.Location) { l.ClosingDate = proto.String("2025-12-31") })
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				change := proto.CloneOf(tt.change)
				change.Id = l.GetId()
				r.refuses(t, invalid(tt.want...), func() error {
					_, err := r.updateLocation(t, change, tt.mask...)
					return err
				})
			})
		}
	})
}
