package auditlog_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/fault"
	auditv1 "github.com/deschoor/meedoen/proto/meedoen/audit/v1"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

type asked = debtcounsellingv1.ListAuditEntriesRequest

// page answers the objects of one page, and the token of the next.
func (r *rig) page(t testing.TB, req *asked) (objects []string, next string) {
	t.Helper()
	list, next, err := auditlog.Page(t.Context(), r.db.Read(), req)
	require.NoError(t, err)
	for _, e := range list {
		objects = append(objects, e.GetObject())
	}
	return objects, next
}

func TestLineSaysWhoDidWhatAsWhatAndWhen(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		ctx := call(t.Context(), "anna")
		r.append(auditlog.Done(ctx, "cake/1"), auditlog.Refused(ctx, "cake/2", "NOT_YOURS"))
		r.seal(1)
		list, next, err := auditlog.Page(t.Context(), r.db.Read(), &asked{})
		require.NoError(t, err)
		require.Empty(t, next)
		require.Len(t, list, 2)
		for i, want := range []*auditv1.AuditEntry{
			{Object: "cake/1", Result: auditv1.AuditResult_AUDIT_RESULT_DONE, Batch: 1},
			{Object: "cake/2", Result: auditv1.AuditResult_AUDIT_RESULT_REFUSED, Reason: "NOT_YOURS", Batch: 2},
		} {
			want.Id, want.Actor, want.Via, want.Roles = list[i].GetId(), "anna", "till", []string{"cook", "waiter"}
			want.Method, want.CreateTime = "/kitchen.v1.Oven/Bake", timestamppb.New(now())
			require.True(t, proto.Equal(want, list[i]), "%v", list[i])
		}
	})
}

func TestLinesAreFoundByPeriodActorObjectAndResult(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.appends("cake/1")
		r.clock.Advance(time.Hour)
		r.append(auditlog.Done(call(t.Context(), "ben"), "cake/1"), auditlog.Refused(call(t.Context(), "ben"), "cake/2", "NO"))
		r.clock.Advance(time.Hour)
		r.appends("cake/3")
		hour := func(n int) *timestamppb.Timestamp { return timestamppb.New(now().Add(time.Duration(n) * time.Hour)) }
		for name, tt := range map[string]struct {
			req  *asked
			want []string
		}{
			"all":         {&asked{}, []string{"cake/1", "cake/1", "cake/2", "cake/3"}},
			"since":       {&asked{StartTime: hour(1)}, []string{"cake/1", "cake/2", "cake/3"}},
			"before":      {&asked{EndTime: hour(1)}, []string{"cake/1"}},
			"in a period": {&asked{StartTime: hour(1), EndTime: hour(2)}, []string{"cake/1", "cake/2"}},
			"by somebody": {&asked{Actor: "anna"}, []string{"cake/1", "cake/3"}},
			"with object": {&asked{Object: "cake/1"}, []string{"cake/1", "cake/1"}},
			"refused":     {&asked{Result: auditv1.AuditResult_AUDIT_RESULT_REFUSED}, []string{"cake/2"}},
			"done by":     {&asked{Result: auditv1.AuditResult_AUDIT_RESULT_DONE, Actor: "ben"}, []string{"cake/1"}},
			"nothing":     {&asked{Actor: "ben", Object: "cake/3"}, nil},
		} {
			objects, next := r.page(t, tt.req)
			require.Equal(t, tt.want, objects, name)
			require.Empty(t, next, name)
		}
	})
}

// To read the log is an entry in it. A page of one line would have another one after it for ever.
func TestPagesEndThoughReadingIsWrittenToo(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.appends(objects(5)...)
		var all []string
		req := &asked{PageSize: 1}
		for {
			page, next := r.page(t, req)
			r.appends("the log")
			all = append(all, page...)
			if req.PageToken = next; next == "" {
				break
			}
		}
		require.Equal(t, objects(5), all)
		_, next := r.page(t, &asked{PageSize: 1})
		_, _, err := auditlog.Page(t.Context(), r.db.Read(), &asked{PageSize: 1, PageToken: next, Actor: "ben"})
		var refused *fault.Error
		require.ErrorAs(t, err, &refused)
		require.Equal(t, "PAGE_TOKEN_INVALID", refused.Fields[0].Reason)
	})
}

func TestRefusalsAreFoundByWhatTheyAreAbout(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		ctx := call(t.Context(), "ben")
		r.appends("cake/1")
		for _, object := range []string{"cake/1", "cake/1/recipe", "cake/10", "cake/2", "cake/1.", "cake/3"} {
			r.append(auditlog.Refused(ctx, object, "NO"))
		}
		until := "g" // after every UUID
		find := func(q auditlog.RefusedQuery) (objects []string, last string) {
			list, err := auditlog.Refusals(t.Context(), r.db.Read(), q)
			require.NoError(t, err)
			for _, e := range list {
				objects, last = append(objects, e.GetObject()), e.GetId()
			}
			return objects, last
		}
		objects, _ := find(auditlog.RefusedQuery{Objects: []string{"cake/1", "cake/2"}, Until: until, Size: 10})
		require.Equal(t, []string{"cake/1", "cake/1/recipe", "cake/2"}, objects)
		objects, last := find(auditlog.RefusedQuery{Objects: []string{"cake/1", "cake/2"}, Until: until, Size: 2})
		require.Equal(t, []string{"cake/1", "cake/1/recipe"}, objects)
		objects, _ = find(auditlog.RefusedQuery{Objects: []string{"cake/1", "cake/2"}, After: last, Until: until, Size: 2})
		require.Equal(t, []string{"cake/2"}, objects)
		objects, _ = find(auditlog.RefusedQuery{Objects: []string{"cake/1", "cake/2"}, Until: last, Size: 9})
		require.Len(t, objects, 2)
		about := auditlog.RefusedQuery{Objects: []string{"cake/2"}, Until: until, Size: 9, Since: now(), Before: now().Add(1)}
		objects, _ = find(about)
		require.Empty(t, objects, "an instant is stored to the microsecond")
		about.Before = now().Add(time.Second)
		objects, _ = find(about)
		require.Equal(t, []string{"cake/2"}, objects)
		about.Since = now().Add(time.Microsecond)
		objects, _ = find(about)
		require.Empty(t, objects)
		objects, _ = find(auditlog.RefusedQuery{Until: until, Size: 9})
		require.Empty(t, objects)
	})
}
