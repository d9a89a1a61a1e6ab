package auditlog

import "context"

// DoneAs answers the entry of what a service does with an object outside any call, such as when a timer is due: action is what it
// calls that. Who asked for it is who the context says is calling, nobody where it says nothing.
func DoneAs(ctx context.Context, action, object string) Entry {
	e := of(ctx, object, "")
	e.action = action
	return e
}
