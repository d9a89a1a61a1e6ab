package operation_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	operationsv1 "github.com/deschoor/meedoen/proto/meedoen/operations/v1"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

const (
	shown      = operationsv1.DeadLetterDataState_DEAD_LETTER_DATA_STATE_SHOWN
	withheld   = operationsv1.DeadLetterDataState_DEAD_LETTER_DATA_STATE_WITHHELD
	unknown    = operationsv1.DeadLetterDataState_DEAD_LETTER_DATA_STATE_UNKNOWN
	unreadable = operationsv1.DeadLetterDataState_DEAD_LETTER_DATA_STATE_UNREADABLE
)

func (r *rig) publish(e cloudevent.Event) {
	r.t.Helper()
	_, err := r.nats.JS.PublishMsg(r.t.Context(), cloudevent.ToNATS(natsx.Subject("letters", "letter", "sent", "x"), e))
	require.NoError(r.t, err)
}

func (r *rig) list() []*operationsv1.DeadLetter {
	r.t.Helper()
	answer, err := r.client.ListDeadLetters(r.as("admin"), &operationsv1.ListDeadLettersRequest{Service: "shop"})
	require.NoError(r.t, err)
	return answer.GetDeadLetters()
}

func (r *rig) get(id string) (*operationsv1.DeadLetter, error) {
	return r.client.GetDeadLetter(r.as("admin"), &operationsv1.GetDeadLetterRequest{Service: "shop", Key: key(id)})
}

func key(id string) *operationsv1.DeadLetterKey {
	return &operationsv1.DeadLetterKey{Source: "urn:x", Id: id}
}

func encode(t *testing.T, m proto.Message) (schema string, data []byte) {
	data, err := proto.Marshal(m)
	require.NoError(t, err)
	return "urn:protobuf:" + string(m.ProtoReflect().Descriptor().FullName()), data
}

func TestDeadLettersAreListedByPages(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		require.Empty(t, r.list())
		r.bury(letter("1", "urn:protobuf:x", []byte("abc")), letter("2", "", nil), letter("3", "", nil))
		var seen []string
		request := &operationsv1.ListDeadLettersRequest{Service: "shop", PageSize: 2}
		for pages := 1; ; pages++ {
			answer, err := r.client.ListDeadLetters(r.as("admin"), request)
			require.NoError(t, err)
			for _, l := range answer.GetDeadLetters() {
				require.Nil(t, l.GetEvent())
				seen = append(seen, l.GetKey().GetId())
			}
			if request.PageToken = answer.GetNextPageToken(); request.PageToken == "" {
				require.Equal(t, 2, pages)
				break
			}
		}
		require.Equal(t, []string{"1", "2", "3"}, seen)
		first := r.list()[0]
		require.Equal(t, []any{"no such shape", "letters", int64(3), int32(1)},
			[]any{first.GetError(), first.GetStream(), first.GetSize(), first.GetAttemptCount()})

		_, err := r.client.ListDeadLetters(r.as("admin"), &operationsv1.ListDeadLettersRequest{Service: "bakery"})
		servicetest.Refusal{Code: codes.NotFound, Reason: "SERVICE_NOT_FOUND"}.Require(t, err)
		_, err = r.client.ListDeadLetters(r.as("admin"), &operationsv1.ListDeadLettersRequest{})
		require.Equal(t, codes.InvalidArgument, status.Code(err))
	})
}

func TestEventIsShownOnlyWhereItIsAboutNobody(t *testing.T) {
	for name, c := range map[string]struct {
		message proto.Message
		state   operationsv1.DeadLetterDataState
		fields  []string
		has     string
	}{
		"about a count": {
			&activitiesv1.HeadCountSaved{Id: "c-1", Version: 3, Count: 12}, shown, []string{"id", "version", "count"}, `"count": 12`,
		},
		"about a person": {
			&activitiesv1.AttendanceSaved{Id: "a-1", Person: "pseudonym"}, withheld, []string{"id", "person"}, "",
		},
		"long": {
			&reportingv1.CatalogueSaved{Content: strings.Repeat("é", 1000)}, shown, []string{"content"}, "… (2000 bytes)",
		},
		"bytes": {
			&reportingv1.AccountPublished{Year: 2022, FrozenContent: []byte("frozen")}, shown, []string{"year", "frozen_content"}, `"year": 2022`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, testkit.SQLite())
			schema, data := encode(t, c.message)
			r.bury(letter("1", schema, data))
			l, err := r.get("1")
			require.NoError(t, err)
			require.Equal(t, c.state, l.GetEvent().GetDataState())
			require.Equal(t, c.fields, l.GetEvent().GetFields())
			require.Contains(t, l.GetEvent().GetDataJson(), c.has)
			require.NotContains(t, l.String(), "pseudonym")
			require.Equal(t, "0af7651916cd43dd8448eb211c80319c", l.GetEvent().GetTraceId())
			require.Equal(t, schema, l.GetEvent().GetDataSchema())
			require.Equal(t, time.Unix(2000, 0).UTC(), l.GetEvent().GetTime().AsTime())
		})
	}
}

func TestEventThatNobodyCanReadSaysSo(t *testing.T) {
	r := newRig(t, testkit.SQLite())
	schema, _ := encode(t, &activitiesv1.HeadCountSaved{})
	r.bury(letter("1", schema, []byte("no message")), letter("2", "urn:protobuf:none.Such", nil), letter("3", "https://example.nl", nil))
	for id, want := range map[string]operationsv1.DeadLetterDataState{"1": unreadable, "2": unknown, "3": unknown} {
		l, err := r.get(id)
		require.NoError(t, err)
		require.Equal(t, want, l.GetEvent().GetDataState(), id)
		require.Empty(t, l.GetEvent().GetDataJson())
	}
	_, err := r.get("4")
	servicetest.Refusal{Code: codes.NotFound, Reason: "DEAD_LETTER_NOT_FOUND"}.Require(t, err)
}

// audited answers who did what with which object, by the audit log.
func (r *rig) audited() (lines []string) {
	rows, err := r.db.Read().QueryContext(context.Background(), "SELECT actor, roles, action, object, result FROM audit_log ORDER BY object, id")
	require.NoError(r.t, err)
	defer rows.Close()
	for rows.Next() {
		var line [5]any
		var text [5]string
		for i := range text {
			line[i] = &text[i]
		}
		require.NoError(r.t, rows.Scan(line[:]...))
		lines = append(lines, strings.Join(text[:], " "))
	}
	require.NoError(r.t, rows.Err())
	return lines
}

func TestRetryIsAskedOnceForEachAndIsInTheAuditLog(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.bury(letter("1", "", nil), letter("2", "", nil), letter("3", "", nil))
		answer, err := r.client.CreateDeadLetterRetry(r.as("admin"), &operationsv1.CreateDeadLetterRetryRequest{
			Service: "shop", Keys: []*operationsv1.DeadLetterKey{key("2"), key("9"), key("1"), key("2")},
		})
		require.NoError(t, err)
		require.Equal(t, []string{"2", "1"}, ids(answer.GetKeys()))
		require.Equal(t, []string{"9"}, ids(answer.GetMissingKeys()))
		require.NotNil(t, r.list()[0].GetRetryAskTime())
		require.Nil(t, r.list()[2].GetRetryAskTime())
		const action = "ann admin " + operationsv1.OperationService_CreateDeadLetterRetry_FullMethodName
		require.Equal(t, []string{action + " dead-letter/urn:x/1 done", action + " dead-letter/urn:x/2 done"}, r.audited())

		r.run(r.consumer.Run)
		require.Eventually(t, func() bool { return len(r.list()) == 1 }, 20*time.Second, 10*time.Millisecond)
		answer, err = r.client.CreateDeadLetterRetry(r.as("admin"), &operationsv1.CreateDeadLetterRetryRequest{
			Service: "shop", Keys: []*operationsv1.DeadLetterKey{key("1")},
		})
		require.NoError(t, err, "what is handled already is no error")
		require.Equal(t, []string{"1"}, ids(answer.GetMissingKeys()))
		require.Len(t, r.audited(), 2, "who asks for what is gone did nothing")
	})
}

func TestDropDeletesAndIsInTheAuditLog(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.bury(letter("1", "", nil), letter("2", "", nil))
		request := &operationsv1.CreateDeadLetterDropRequest{Service: "shop", Keys: []*operationsv1.DeadLetterKey{key("2")}}
		answer, err := r.client.CreateDeadLetterDrop(r.as("admin"), request)
		require.NoError(t, err)
		require.Equal(t, []string{"2"}, ids(answer.GetKeys()))
		require.Len(t, r.list(), 1)
		require.Equal(t, []string{
			"ann admin " + operationsv1.OperationService_CreateDeadLetterDrop_FullMethodName + " dead-letter/urn:x/2 done",
		}, r.audited())
		answer, err = r.client.CreateDeadLetterDrop(r.as("admin"), request)
		require.NoError(t, err)
		require.Equal(t, []string{"2"}, ids(answer.GetMissingKeys()))

		request.Keys = nil
		for i := range 501 {
			request.Keys = append(request.Keys, key(fmt.Sprint(i)))
		}
		_, err = r.client.CreateDeadLetterDrop(r.as("admin"), request)
		require.Equal(t, codes.InvalidArgument, status.Code(err))
		require.Len(t, r.list(), 1)
	})
}

func ids(keys []*operationsv1.DeadLetterKey) (list []string) {
	for _, k := range keys {
		list = append(list, k.GetId())
	}
	return list
}
