package api_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

func (r *rig) createProgramme(t testing.TB, p *activitiesv1.Programme) error {
	t.Helper()
	_, err := r.programmes.CreateProgramme(r.staff(t), &activitiesv1.CreateProgrammeRequest{Programme: p})
	return err
}

func (r *rig) updateProgramme(t testing.TB, p *activitiesv1.Programme, mask ...string) (*activitiesv1.Programme, error) {
	t.Helper()
	req := &activitiesv1.UpdateProgrammeRequest{Programme: p}
	if mask != nil {
		req.UpdateMask = &fieldmaskpb.FieldMask{Paths: mask}
	}
	return r.programmes.UpdateProgramme(r.staff(t), req)
}

func (r *rig) programme(t testing.TB, id string) *activitiesv1.Programme {
	t.Helper()
	p, err := r.programmes.GetProgramme(r.staff(t), &activitiesv1.GetProgrammeRequest{Id: id})
	require.NoError(t, err)
	return p
}

func TestProgrammeIsAnsweredAsItWasAdded(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		parent := r.addProgramme(t, "ontmoeten")
		added := r.addProgramme(t, "inloop", under(parent), func(p *activitiesv1.Programme) { p.EndDate = proto.String("2024-12-31") })
		want := programme("inloop", under(parent), func(p *activitiesv1.Programme) {
			p.Id, p.EndDate, p.Etag = added.GetId(), proto.String("2024-12-31"), added.GetEtag()
			p.CreateTime, p.UpdateTime = stored(now()), stored(now())
		})
		requireProto(t, want, added)
		requireProto(t, added, r.programme(t, added.GetId()))
	})
}

func TestProgrammeThatBreaksRulesIsRefusedWithAllOfThem(t *testing.T) {
	type change = func(*activitiesv1.Programme)
	tests := map[string]struct {
		change change
		want   []string
	}{
		"no code":             {func(p *activitiesv1.Programme) { p.Code = "" }, []string{"programme.code STRING_PATTERN"}},
		"code with a capital": {func(p *activitiesv1.Programme) { p.Code = "Inloop" }, []string{"programme.code STRING_PATTERN"}},
		"too long code":       {func(p *activitiesv1.Programme) { p.Code = strings.Repeat("a", 61) }, []string{"programme.code STRING_MAX_LEN"}},
		"no theme":            {func(p *activitiesv1.Programme) { p.Theme = 0 }, []string{"programme.theme ENUM_NOT_IN"}},
		"a seventh theme":     {func(p *activitiesv1.Programme) { p.Theme = 7 }, []string{"programme.theme ENUM_DEFINED_ONLY"}},
		"no such parent":      {func(p *activitiesv1.Programme) { p.ParentId = "nobody" }, []string{"programme.parent_id PARENT_UNKNOWN"}},
		"no such day":         {func(p *activitiesv1.Programme) { p.StartDate = "2022-06-31" }, []string{"programme.start_date DATE_INVALID"}},
		"ends too soon":       {func(p *activitiesv1.Programme) { p.EndDate = proto.String("2019-12-31") }, []string{"programme.end_date END_BEFORE_START"}},
		"form, all at once": {
			func(p *activitiesv1.Programme) {
				p.Code, p.DisplayName, p.Theme, p.StartDate, p.EndDate = "a b", "", 0, "", proto.String("x")
			},
			[]string{
				"programme.code STRING_PATTERN", "programme.display_name STRING_MIN_LEN", "programme.theme ENUM_NOT_IN",
				"programme.start_date STRING_PATTERN", "programme.end_date STRING_PATTERN",
			},
		},
		"meaning, all at once": {
			func(p *activitiesv1.Programme) {
				p.StartDate, p.EndDate, p.ParentId = "2022-02-30", proto.String("2022-00-01"), "nobody"
			},
			[]string{"programme.start_date DATE_INVALID", "programme.end_date DATE_INVALID", "programme.parent_id PARENT_UNKNOWN"},
		},
	}
	onBoth(t, func(t *testing.T, r *rig) {
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				r.refuses(t, invalid(tt.want...), func() error { return r.createProgramme(t, programme("inloop", tt.change)) })
			})
		}
		t.Run("theme of another parent", func(t *testing.T) {
			parent := r.addProgramme(t, "sport", func(p *activitiesv1.Programme) { p.Theme = activitiesv1.Theme_THEME_HEALTH })
			r.refuses(t, invalid("programme.theme THEME_NOT_OF_PARENT"), func() error {
				return r.createProgramme(t, programme("inloop", under(parent)))
			})
		})
	})
}

func TestCodeOfAProgrammeIsUnique(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.addProgramme(t, "inloop")
		r.refuses(t, refusal{code: codes.AlreadyExists, reason: "PROGRAMME_CODE_TAKEN"}, func() error {
			return r.createProgramme(t, programme("inloop", func(p *activitiesv1.Programme) { p.Theme = activitiesv1.Theme_THEME_HEALTH }))
		})
	})
}

func TestOneCodeAtTheSameTimeIsGivenOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		made := 0
		for _, err := range together(8, func(int) error { return r.createProgramme(t, programme("inloop")) }) {
			if err == nil {
				made++
				continue
			}
			refusal{code: codes.AlreadyExists, reason: "PROGRAMME_CODE_TAKEN"}.require(t, err)
		}
		require.Equal(t, 1, made)
		require.Len(t, r.rows(t, "programme"), 1)
		require.Len(t, r.rows(t, "outbox"), 1)
	})
}

func TestUnknownProgrammeIsNotFound(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		want := refusal{code: codes.NotFound, reason: "PROGRAMME_NOT_FOUND"}
		_, err := r.programmes.GetProgramme(r.staff(t), &activitiesv1.GetProgrammeRequest{Id: "nobody"})
		want.require(t, err)
		r.refuses(t, want, func() error {
			_, err := r.updateProgramme(t, programme("x", func(p *activitiesv1.Programme) { p.Id = "nobody" }))
			return err
		})
	})
}

func TestProgrammeChangesWhatMayChange(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		parent, before := r.addProgramme(t, "ontmoeten"), r.addProgramme(t, "inloop")
		r.clock.Advance(time.Hour)
		want := programme("inloop", under(parent), func(p *activitiesv1.Programme) {
			p.Id, p.DisplayName, p.StartDate, p.EndDate = before.GetId(), "Anders", "2021-01-01", proto.String("2023-12-31")
		})

		after, err := r.updateProgramme(t, want)

		require.NoError(t, err)
		want.Etag, want.CreateTime, want.UpdateTime = after.GetEtag(), before.GetCreateTime(), stored(now().Add(time.Hour))
		requireProto(t, want, after)
		require.NotEqual(t, before.GetEtag(), after.GetEtag())
		requireProto(t, after, r.programme(t, before.GetId()))
	})
}

func TestProgrammeMovesToTheTopAndRunsOn(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		before := r.addProgramme(t, "inloop", under(r.addProgramme(t, "ontmoeten")), func(p *activitiesv1.Programme) { p.EndDate = proto.String("2022-12-31") })
		after, err := r.updateProgramme(t, &activitiesv1.Programme{Id: before.GetId()}, "parent_id", "end_date")
		require.NoError(t, err)
		require.Empty(t, after.GetParentId())
		require.Empty(t, after.GetEndDate())
		require.Equal(t, before.GetDisplayName(), after.GetDisplayName())
	})
}

func TestChangeOfAProgrammeThatBreaksRulesIsRefusedWithAllOfThem(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		top := r.addProgramme(t, "ontmoeten")
		own := r.addProgramme(t, "inloop", under(top))
		below := r.addProgramme(t, "koffie", under(own))
		tests := map[string]struct {
			change *activitiesv1.Programme
			mask   []string
			want   []string
		}{
			"another code":  {&activitiesv1.Programme{Code: "anders"}, nil, []string{"programme.code CODE_FIXED"}},
			"another theme": {&activitiesv1.Programme{Theme: activitiesv1.Theme_THEME_HEALTH}, nil, []string{"programme.theme THEME_FIXED", "programme.theme THEME_NOT_OF_PARENT"}},
			"another theme, at the top": {
				&activitiesv1.Programme{Theme: activitiesv1.Theme_THEME_HEALTH}, []string{"theme", "parent_id"}, []string{"programme.theme THEME_FIXED"},
			},
			"code emptied":         {&activitiesv1.Programme{}, []string{"code"}, []string{"programme.code STRING_PATTERN"}},
			"no such parent":       {&activitiesv1.Programme{ParentId: "nobody"}, nil, []string{"programme.parent_id PARENT_UNKNOWN"}},
			"part of itself":       {&activitiesv1.Programme{ParentId: own.GetId()}, nil, []string{"programme.parent_id PARENT_IS_BELOW"}},
			"part of its own part": {&activitiesv1.Programme{ParentId: below.GetId()}, nil, []string{"programme.parent_id PARENT_IS_BELOW"}},
			"unknown field":        {&activitiesv1.Programme{}, []string{"stadsdeel"}, []string{"update_mask.paths[0] FIELD_UNKNOWN"}},
			"everything at once": {
				&activitiesv1.Programme{Code: "anders", Theme: activitiesv1.Theme_THEME_HEALTH, ParentId: below.GetId(), StartDate: "2023-02-29", EndDate: proto.String("2023-02-30")}, nil,
				[]string{
					"programme.code CODE_FIXED", "programme.theme THEME_FIXED", "programme.theme THEME_NOT_OF_PARENT", "programme.parent_id PARENT_IS_BELOW",
					"programme.start_date DATE_INVALID", "programme.end_date DATE_INVALID",
				},
			},
		}
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				change := proto.CloneOf(tt.change)
				change.Id = own.GetId()
				r.refuses(t, invalid(tt.want...), func() error {
					_, err := r.updateProgramme(t, change, tt.mask...)
					return err
				})
			})
		}
	})
}

// Two moves that are right one by one and make a circle together.
func TestMovesAtTheSameTimeMakeNoCircle(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		for _, name := range []string{"first", "second"} {
			left, right := r.addProgramme(t, name+"-left"), r.addProgramme(t, name+"-right")
			leftPart, rightPart := r.addProgramme(t, name+"-left-part", under(left)), r.addProgramme(t, name+"-right-part", under(right))
			errs := together(2, func(i int) error {
				move := &activitiesv1.Programme{Id: left.GetId(), ParentId: rightPart.GetId()}
				if i == 1 {
					move = &activitiesv1.Programme{Id: right.GetId(), ParentId: leftPart.GetId()}
				}
				_, err := r.updateProgramme(t, move)
				return err
			})
			if errs[0] == nil {
				errs[0], errs[1] = errs[1], errs[0]
			}
			require.NoError(t, errs[1], "one of the two is first")
			invalid("programme.parent_id PARENT_IS_BELOW").require(t, errs[0])
		}
	})
}
