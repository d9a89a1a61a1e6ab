// Package patch merges a partial update into a resource (AIP-134).
package patch

import (
	"fmt"
	"slices"

	"google.golang.org/genproto/googleapis/api/annotations"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	"github.com/deschoor/meedoen/platform/fault"
)

// Merge answers resource with the fields of change that mask names: all that are given where mask is absent, all of them
// for "*". Fields that only the service sets are left alone, and so are "id" and "etag", which say what to change. Only
// fields at the top can be named; a resource has no others yet.
//
// Errors: INVALID_ARGUMENT (FIELD_UNKNOWN) with every path the resource does not have.
func Merge[M proto.Message](resource, change M, mask *fieldmaskpb.FieldMask) (M, error) {
	merged := proto.CloneOf(resource)
	fields := resource.ProtoReflect().Descriptor().Fields()
	named := map[protoreflect.Name]bool{}
	var unknown []fault.Field
	for i, path := range mask.GetPaths() {
		if path != "*" && fields.ByName(protoreflect.Name(path)) == nil {
			unknown = append(unknown, fault.Field{
				Path: fmt.Sprintf("update_mask.paths[%d]", i), Reason: "FIELD_UNKNOWN", Text: fmt.Sprintf("There is no field %q.", path),
			})
		}
		named[protoreflect.Name(path)] = true
	}
	if err := fault.Violations(unknown); err != nil {
		return merged, err
	}
	for i := range fields.Len() {
		f := fields.Get(i)
		given := change.ProtoReflect().Has(f)
		wanted := named[f.Name()] || named["*"] || (len(named) == 0 && given)
		if !wanted || !settable(f) {
			continue
		}
		if given {
			merged.ProtoReflect().Set(f, change.ProtoReflect().Get(f))
		} else {
			merged.ProtoReflect().Clear(f)
		}
	}
	return merged, nil
}

func settable(f protoreflect.FieldDescriptor) bool {
	if f.Name() == "id" || f.Name() == "etag" {
		return false
	}
	behaviour, _ := proto.GetExtension(f.Options(), annotations.E_FieldBehavior).([]annotations.FieldBehavior)
	return !slices.Contains(behaviour, annotations.FieldBehavior_OUTPUT_ONLY)
}
