package grpcx

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"github.com/deschoor/meedoen/platform/grpcx/local"
)

// methodName is a method as a service config names it.
type methodName struct {
	Service string `json:"service"`
	Method  string `json:"method"`
}

// serviceConfig answers how gRPC balances and retries calls (gRFC A6, A17). UNAVAILABLE alone is retried, and of
// methods only those that read: a broken connection does not tell whether a write was done. Calls of any method that
// surely never reached a server gRPC sends again by itself.
func serviceConfig() (string, error) {
	again := retry()
	text, err := json.Marshal(map[string]any{
		"loadBalancingConfig": []any{map[string]any{"round_robin": struct{}{}}},
		"healthCheckConfig":   map[string]any{"serviceName": ""},
		"retryThrottling":     map[string]any{"maxTokens": again.Tokens, "tokenRatio": again.Ratio},
		"methodConfig": []any{map[string]any{
			"name": reads(),
			"retryPolicy": map[string]any{
				"maxAttempts": again.Attempts, "initialBackoff": inSeconds(again.First), "maxBackoff": inSeconds(again.Most),
				"backoffMultiplier": again.Factor, "retryableStatusCodes": []string{"UNAVAILABLE"},
			},
		}},
	})
	return string(text), err
}

// retry answers which calls are made again, and when. A server in trouble is not pushed under by it: five failures stop it, ten
// successes undo one.
func retry() local.Retry {
	return local.Retry{
		Of: func(method string) bool { return isRead(method[strings.LastIndexByte(method, '/')+1:]) }, Attempts: 3,
		First: 100 * time.Millisecond, Most: time.Second, Factor: 3, Tokens: 10, Ratio: 0.1,
	}
}

// inSeconds answers d as JSON has a duration of protobuf.
func inSeconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) + "s" }

// isRead says whether a method is without side effects, which its name tells: Get and List (AIP-131, AIP-132).
func isRead(method string) bool {
	return strings.HasPrefix(method, "Get") || strings.HasPrefix(method, "List")
}

// reads answers the linked methods without side effects.
func reads() []methodName {
	names := []methodName{}
	protoregistry.GlobalFiles.RangeFiles(func(file protoreflect.FileDescriptor) bool {
		for i := range file.Services().Len() {
			service := file.Services().Get(i)
			for j := range service.Methods().Len() {
				method := string(service.Methods().Get(j).Name())
				if isRead(method) {
					names = append(names, methodName{string(service.FullName()), method})
				}
			}
		}
		return true
	})
	return names
}
