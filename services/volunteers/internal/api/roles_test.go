package api_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/sqldb"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// mediator is a role that asks for a VOG and a training.
func mediator(programmeID string, change ...func(*volunteersv1.Role)) *volunteersv1.Role {
	role := &volunteersv1.Role{
		Code: "bemiddelaar", DisplayName: "Buurtbemiddelaar", ProgrammeId: programmeID, MinAge: 18, Reach: volunteersv1.Reach_REACH_STADSDEEL,
		StartDate: "2021-01-01", EndDate: proto.String("2030-12-31"),
		RequiredCertificates: []*volunteersv1.RequiredCertificate{
			{Kind: volunteersv1.CertificateKind_CERTIFICATE_KIND_TRAINING, Training: "bemiddelen", ValidityMonths: 60},
			{
				Kind:      volunteersv1.CertificateKind_CERTIFICATE_KIND_VOG,
				RiskAreas: []string{"08"}, FunctionAspects: []string{"84", "85"},
			},
		},
	}
	for _, c := range change {
		c(role)
	}
	return role
}

func (r *rig) createRole(t testing.TB, role *volunteersv1.Role, change ...func(*volunteersv1.CreateRoleRequest)) (
	*volunteersv1.Role, error,
) {
	t.Helper()
	req := &volunteersv1.CreateRoleRequest{Role: role}
	for _, c := range change {
		c(req)
	}
	return r.roles.CreateRole(r.coordinator(t), req)
}

func (r *rig) addRole(t testing.TB, role *volunteersv1.Role) *volunteersv1.Role {
	t.Helper()
	added, err := r.createRole(t, role)
	require.NoError(t, err)
	return added
}

func (r *rig) updateRole(t testing.TB, role *volunteersv1.Role, mask ...string) (*volunteersv1.Role, error) {
	t.Helper()
	req := &volunteersv1.UpdateRoleRequest{Role: role}
	if mask != nil {
		req.UpdateMask = &fieldmaskpb.FieldMask{Paths: mask}
	}
	return r.roles.UpdateRole(r.coordinator(t), req)
}

func requireSame(t testing.TB, want, got proto.Message) {
	t.Helper()
	require.True(t, proto.Equal(want, got), "want %v\ngot  %v", want, got)
}

func TestRoleIsAnsweredAsItWasAdded(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		want := mediator(r.aProgramme(t))
		added := r.addRole(t, want)
		read, err := r.roles.GetRole(r.coordinator(t), &volunteersv1.GetRoleRequest{Id: added.GetId()})
		require.NoError(t, err)
		requireSame(t, added, read)
		require.Equal(t, now().Truncate(time.Microsecond), added.GetCreateTime().AsTime())
		want.Id, want.Etag, want.CreateTime, want.UpdateTime = added.GetId(), added.GetEtag(), added.GetCreateTime(), added.GetUpdateTime()
		requireSame(t, want, added)

		anywhere := r.addRole(t, mediator(want.GetProgrammeId(), func(role *volunteersv1.Role) { role.Reach = 0 }))
		require.Equal(t, volunteersv1.Reach_REACH_CITY, anywhere.GetReach())
	})
}

func TestRoleThatBreaksRulesIsRefusedWithAllOfThem(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		programme := r.aProgramme(t)
		type change = func(*volunteersv1.Role)
		for name, tt := range map[string]struct {
			change change
			want   []string
		}{
			"no such programme":      {func(role *volunteersv1.Role) { role.ProgrammeId = "nobody" }, []string{"role.programme_id PROGRAMME_UNKNOWN"}},
			"before the programme":   {func(role *volunteersv1.Role) { role.StartDate = "2019-12-31" }, []string{"role.start_date PROGRAMME_NOT_RUNNING"}},
			"risk area in a word":    {func(role *volunteersv1.Role) { role.RequiredCertificates[1].RiskAreas = []string{"persons"} }, []string{"role.required_certificates[1].risk_areas[0] STRING_PATTERN"}},
			"risk area of one digit": {func(role *volunteersv1.Role) { role.RequiredCertificates[1].RiskAreas = []string{"8"} }, []string{"role.required_certificates[1].risk_areas[0] STRING_PATTERN"}},
			"form, all at once": {
				func(role *volunteersv1.Role) {
					role.DisplayName, role.MinAge, role.StartDate, role.Reach = "", 100, "soon", 9
					role.RequiredCertificates[0].Kind = 0
				},
				[]string{
					"role.display_name STRING_MIN_LEN", "role.min_age INT32_GTE_LTE", "role.start_date STRING_PATTERN",
					"role.reach ENUM_DEFINED_ONLY", "role.required_certificates[0].kind ENUM_NOT_IN",
				},
			},
			"meaning, all at once": {
				func(role *volunteersv1.Role) {
					role.StartDate, role.EndDate, role.ProgrammeId = "2022-02-30", proto.String("2022-00-01"), "nobody"
					role.RequiredCertificates[0].Training = ""
					role.RequiredCertificates = append(role.RequiredCertificates, &volunteersv1.RequiredCertificate{
						Kind: volunteersv1.CertificateKind_CERTIFICATE_KIND_VOG, Training: "ehbo",
					}, role.GetRequiredCertificates()[1])
				},
				[]string{
					"role.start_date DATE_INVALID", "role.end_date DATE_INVALID", "role.programme_id PROGRAMME_UNKNOWN",
					"role.required_certificates[0].training TRAINING_MISSING", "role.required_certificates[2].training TRAINING_FOR_VOG",
					"role.required_certificates[3].kind CERTIFICATE_TWICE",
				},
			},
		} {
			t.Run(name, func(t *testing.T) {
				r.refuses(t, invalid(tt.want...), func() error {
					_, err := r.createRole(t, mediator(programme, tt.change))
					return err
				})
			})
		}
	})
}

func TestRoleIsAddedOnceForARequest(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		programme, requestID := r.aProgramme(t), ids.New()
		with := func(req *volunteersv1.CreateRoleRequest) { req.RequestId = requestID }
		first, err := r.createRole(t, mediator(programme), with)
		require.NoError(t, err)
		again, err := r.createRole(t, mediator(programme), with)
		require.NoError(t, err)
		requireSame(t, first, again)
		require.Len(t, r.rows(t, "role"), 1)
		r.refuses(t, refusal{codes.AlreadyExists, "REQUEST_ID_REUSED", []string{"request_id REQUEST_ID_REUSED"}}, func() error {
			_, err := r.createRole(t, mediator(programme, func(role *volunteersv1.Role) { role.MinAge = 16 }), with)
			return err
		})
	})
}

// A caller adds a programme to activities and a role to it here: the event of the first must have come before the second.
func TestRoleWaitsForTheEventOfItsProgramme(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		programme := domain.Programme{ID: ids.New(), Code: "taal", Start: date(t, "2020-01-01"), Version: 1}
		ctx, added := r.coordinator(t), make(chan error, 1)
		go func() {
			_, err := r.roles.CreateRole(ctx, &volunteersv1.CreateRoleRequest{
				Role: mediator(programme.ID), WaitFor: []string{"activities:7", "elsewhere:99"},
			})
			added <- err
		}()
		require.NoError(t, r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			if err := store.In(tx).PutProgramme(ctx, programme); err != nil {
				return err
			}
			_, err := tx.ExecContext(ctx, `INSERT INTO stream_position (stream, stream_created_at, sequence, event_at)
VALUES ('activities', $1, 7, $2)`, sqldb.At(now()), sqldb.At(now()))
			return err
		}))
		require.NoError(t, <-added)

		short, cancel := context.WithTimeout(r.coordinator(t), 100*time.Millisecond)
		defer cancel()
		_, err := r.roles.CreateRole(short, &volunteersv1.CreateRoleRequest{
			Role: mediator(programme.ID), WaitFor: []string{"activities:8"},
		})
		require.Equal(t, codes.DeadlineExceeded, status.Code(err))
		require.Len(t, r.rows(t, "role"), 1)
		r.refuses(t, invalid("wait_for[0] POSITION_INVALID"), func() error {
			_, err := r.createRole(t, mediator(programme.ID), func(req *volunteersv1.CreateRoleRequest) { req.WaitFor = []string{"soon"} })
			return err
		})
	})
}

func TestRoleChangesWhatMayChange(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		before, other := r.addRole(t, mediator(r.aProgramme(t))), r.aProgramme(t)
		r.clock.Advance(time.Hour)
		after, err := r.updateRole(t, &volunteersv1.Role{
			Id: before.GetId(), Etag: before.GetEtag(), MinAge: 16,
			RequiredCertificates: []*volunteersv1.RequiredCertificate{{Kind: volunteersv1.CertificateKind_CERTIFICATE_KIND_VOG}},
		}, "min_age", "required_certificates", "end_date")
		require.NoError(t, err)
		want := proto.CloneOf(before)
		want.MinAge, want.EndDate, want.Etag, want.UpdateTime = 16, nil, after.GetEtag(), after.GetUpdateTime()
		want.RequiredCertificates = []*volunteersv1.RequiredCertificate{{Kind: volunteersv1.CertificateKind_CERTIFICATE_KIND_VOG}}
		requireSame(t, want, after)
		require.Equal(t, now().Add(time.Hour).Truncate(time.Microsecond), after.GetUpdateTime().AsTime())
		read, err := r.roles.GetRole(r.coordinator(t), &volunteersv1.GetRoleRequest{Id: before.GetId()})
		require.NoError(t, err)
		requireSame(t, after, read)

		r.refuses(t, refusal{code: codes.Aborted, reason: "ETAG_MISMATCH"}, func() error {
			_, err := r.updateRole(t, &volunteersv1.Role{Id: before.GetId(), Etag: before.GetEtag(), MinAge: 12})
			return err
		})
		r.refuses(t, invalid("role.programme_id PROGRAMME_FIXED", "role.end_date LAST_BEFORE_FIRST"), func() error {
			_, err := r.updateRole(t, &volunteersv1.Role{
				Id: before.GetId(), ProgrammeId: other, EndDate: proto.String("2020-12-31"),
			})
			return err
		})
		r.refuses(t, invalid("role.display_name STRING_MIN_LEN"), func() error {
			_, err := r.updateRole(t, &volunteersv1.Role{Id: before.GetId()}, "display_name")
			return err
		})
		r.refuses(t, refusal{code: codes.NotFound, reason: "ROLE_NOT_FOUND"}, func() error {
			_, err := r.updateRole(t, &volunteersv1.Role{Id: "nobody"})
			return err
		})
	})
}

func TestRolesAreListedInPagesOldestFirst(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		language, mediation := r.aProgramme(t), r.aProgramme(t)
		var want []*volunteersv1.Role
		for i := range 5 {
			added := r.addRole(t, mediator(language, func(role *volunteersv1.Role) { role.MinAge = int32(i) }))
			want = append(want, added)
			r.addRole(t, mediator(mediation, func(role *volunteersv1.Role) { role.RequiredCertificates = nil }))
		}
		req := &volunteersv1.ListRolesRequest{ProgrammeId: language, PageSize: 2}
		var got []*volunteersv1.Role
		for {
			page, err := r.roles.ListRoles(r.coordinator(t), req)
			require.NoError(t, err)
			got = append(got, page.GetRoles()...)
			if req.PageToken = page.GetNextPageToken(); req.GetPageToken() == "" {
				break
			}
		}
		require.Len(t, got, len(want))
		for i := range want {
			requireSame(t, want[i], got[i])
		}
		all, err := r.roles.ListRoles(r.coordinator(t), &volunteersv1.ListRolesRequest{})
		require.NoError(t, err)
		require.Len(t, all.GetRoles(), 10)
		none, err := r.roles.ListRoles(r.coordinator(t), &volunteersv1.ListRolesRequest{ProgrammeId: "nobody"})
		require.NoError(t, err)
		require.Empty(t, none.GetRoles())
	})
}

func TestRolesAreChangedByCoordinatorsAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		role := r.addRole(t, mediator(r.aProgramme(t)))
		for caller, may := range map[string]struct{ read, create, update bool }{
			"importer": {true, true, false}, "account.manager": {true, false, false}, "volunteer": {true, false, false},
		} {
			ctx := r.as(t, devissuer.Claims{Subject: "ben", Roles: []string{caller}})
			_, err := r.roles.GetRole(ctx, &volunteersv1.GetRoleRequest{Id: role.GetId()})
			require.Equal(t, may.read, err == nil, "%s reads: %v", caller, err)
			_, err = r.roles.CreateRole(ctx, &volunteersv1.CreateRoleRequest{Role: mediator(role.GetProgrammeId())})
			require.Equal(t, may.create, err == nil, "%s adds: %v", caller, err)
			_, err = r.roles.UpdateRole(ctx, &volunteersv1.UpdateRoleRequest{Role: role})
			require.Equal(t, may.update, err == nil, "%s changes: %v", caller, err)
		}
	})
}
