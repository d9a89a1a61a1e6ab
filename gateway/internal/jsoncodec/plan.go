package jsoncodec

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/runtime/protoimpl"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// maxFields is how many fields a message may have: one bit each says whether it was given.
const maxFields = 64

// plan is how one kind of message is read and written.
type plan struct {
	fields []field        // in the order of their declaration, in which protojson writes them
	byName map[string]int // their places in fields, by their names in JSON and in the proto: both are read

	usual atomic.Int64 // how long it was when it was last written, in bytes
}

// field is one field of a message.
type field struct {
	index   int    // of the field of the struct
	label   string // its name in JSON, in quotes and with a colon
	kind    kind
	list    bool
	pointer bool         // each value stands behind a pointer: a message, or what can be absent
	element reflect.Type // what stands behind that pointer
	enum    *enum
	message *plan
}

// kind is how a value is written.
type kind uint8

const (
	text kind = iota + 1
	truth
	whole32
	whole64
	octets
	choice
	message
	instant
)

// enum is the values of an enum.
type enum struct {
	names   map[protoreflect.EnumNumber]string // in quotes
	numbers map[string]int64
}

const (
	room      = 64       // by how much a message may outgrow the one before it without being moved while it is written, in bytes
	mostAhead = 16 << 10 // how much is taken for a message at first at most, in bytes
)

// size answers how much to take for a message at first, by the one before it.
func (p *plan) size() int { return int(p.usual.Load()) + room }

// note keeps how long a message became, where it changes much: what all write to, all wait for.
func (p *plan) note(written int) {
	now, usual := int64(min(written, mostAhead)), p.usual.Load()
	if now > usual+room || now < usual/2 {
		p.usual.Store(now)
	}
}

// plan answers how messages of a struct are read and written, nil where that is left to protojson.
func (c *Codec) plan(t reflect.Type) *plan {
	if known, ok := c.plans.Load(t); ok {
		return known.(*plan)
	}
	return c.prepare(t, nil)
}

// prepare makes a plan, and keeps it. Who makes the same at the same time makes an equal one. The structs that t stands in are
// within: a message that can hold itself is left to protojson, which counts how deep it goes.
func (c *Codec) prepare(t reflect.Type, within []reflect.Type) *plan {
	p := c.attempt(t, within)
	c.plans.Store(t, p)
	return p
}

func (c *Codec) attempt(t reflect.Type, within []reflect.Type) *plan {
	m, ok := reflect.New(t).Interface().(proto.Message)
	if !ok || !isGenerated(t) {
		return nil
	}
	d := m.ProtoReflect().Descriptor()
	if d.Syntax() != protoreflect.Proto3 || d.Fields().Len() > maxFields || slices.Contains(within, t) || isWellKnown(d) {
		return nil
	}
	p := &plan{byName: map[string]int{}}
	places := placesIn(t)
	for i := range d.Fields().Len() {
		fd := d.Fields().Get(i)
		index, stands := places[fd.Number()]
		if !stands {
			return nil
		}
		f := field{index: index, label: strconv.Quote(fd.JSONName()) + ":"}
		if !c.describe(&f, fd, t.Field(index).Type, append(slices.Clip(within), t)) {
			return nil
		}
		p.fields = append(p.fields, f)
		p.byName[fd.JSONName()] = i
	}
	for i := range d.Fields().Len() {
		// What is one field's name in the proto may be another's in JSON, which comes first.
		name := d.Fields().Get(i).TextName()
		if _, taken := p.byName[name]; !taken {
			p.byName[name] = i
		}
	}
	return p
}

// isGenerated says that a message is one of generated code, which alone keeps its fields in its struct.
func isGenerated(t reflect.Type) bool {
	if t.Kind() != reflect.Struct {
		return false
	}
	state, has := t.FieldByName("state")
	return has && state.Type == reflect.TypeFor[protoimpl.MessageState]()
}

// isWellKnown says that a message has a form of its own in JSON.
func isWellKnown(d protoreflect.MessageDescriptor) bool {
	return d.FullName().Parent() == "google.protobuf" && d.Name() != "Empty"
}

// placesIn answers where the fields of a message stand in its struct, by their numbers. Those of a oneof do not stand in it.
func placesIn(t reflect.Type) map[protoreflect.FieldNumber]int {
	places := map[protoreflect.FieldNumber]int{}
	for i := range t.NumField() {
		f := t.Field(i)
		parts := strings.Split(f.Tag.Get("protobuf"), ",")
		if len(parts) < 2 || !f.IsExported() {
			continue
		}
		if number, err := strconv.ParseInt(parts[1], 10, 32); err == nil {
			places[protoreflect.FieldNumber(number)] = i
		}
	}
	return places
}

// describe sets how a field whose values are of a type is read and written; false where that is left to protojson.
func (c *Codec) describe(f *field, fd protoreflect.FieldDescriptor, t reflect.Type, within []reflect.Type) bool {
	if f.list = fd.IsList(); f.list {
		if t.Kind() != reflect.Slice {
			return false
		}
		t = t.Elem()
	}
	if f.pointer = t.Kind() == reflect.Pointer; f.pointer {
		t = t.Elem()
		f.element = t
	}
	if fd.Kind() == protoreflect.MessageKind {
		return !fd.IsMap() && f.pointer && c.describeMessage(f, t, within)
	}
	var held reflect.Kind
	f.kind, held = scalar(fd)
	if f.kind == choice {
		f.enum = valuesOf(fd.Enum())
	}
	return f.kind != 0 && t.Kind() == held && fd.HasPresence() == f.pointer
}

// scalar answers the kind of a field that is no message, and how Go holds a value of it; 0 where that is left to protojson.
func scalar(fd protoreflect.FieldDescriptor) (kind, reflect.Kind) {
	switch fd.Kind() {
	case protoreflect.StringKind:
		return text, reflect.String
	case protoreflect.BoolKind:
		return truth, reflect.Bool
	case protoreflect.Int32Kind:
		return whole32, reflect.Int32
	case protoreflect.Int64Kind:
		return whole64, reflect.Int64
	case protoreflect.BytesKind:
		return octets, reflect.Slice
	case protoreflect.EnumKind:
		if fd.Enum().FullName() != "google.protobuf.NullValue" { // of which null is a value, and no absence
			return choice, reflect.Int32
		}
	}
	return 0, reflect.Invalid
}

func (c *Codec) describeMessage(f *field, t reflect.Type, within []reflect.Type) bool {
	if t == reflect.TypeFor[timestamppb.Timestamp]() {
		f.kind = instant
		return true
	}
	f.kind = message
	if known, ok := c.plans.Load(t); ok {
		f.message = known.(*plan)
	} else {
		f.message = c.prepare(t, within)
	}
	return f.message != nil
}

func valuesOf(d protoreflect.EnumDescriptor) *enum {
	e := &enum{names: map[protoreflect.EnumNumber]string{}, numbers: map[string]int64{}}
	for i := range d.Values().Len() {
		v := d.Values().Get(i)
		e.numbers[string(v.Name())] = int64(v.Number())
		if _, has := e.names[v.Number()]; !has { // of two names for one number the first is written
			e.names[v.Number()] = strconv.Quote(string(v.Name()))
		}
	}
	return e
}
