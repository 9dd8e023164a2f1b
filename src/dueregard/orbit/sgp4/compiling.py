"""How the lanes are compiled: small functions that vanish into the loops that call them, one fused operation.

Arithmetic stays strict IEEE: the compiler may neither reorder nor fuse. Where fusing a product with a sum pays,
``madd`` says so; it is one instruction or two by what the processor has, but the same for a lone state as for eight at
once. So a state is the same to the last bit whatever stands beside it.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import types
from numba.extending import intrinsic

F = TypeVar("F", bound=Callable[..., Any])


def inlined(function: F) -> F:
    """Return the function compiled into whatever compiled function calls it."""
    return cast(F, numba.njit(nogil=True, error_model="numpy", forceinline=True)(function))


def inlined_loosely(function: F) -> F:
    """Return the same where a product and a sum may be fused: for answers whose rounding is allowed for."""
    loosely = {"contract", "nsz"}
    return cast(F, numba.njit(nogil=True, error_model="numpy", forceinline=True, fastmath=loosely)(function))


def _madd(typing_context: Any, a: Any, b: Any, c: Any) -> Any:
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        double = ir.DoubleType()
        of_three = ir.FunctionType(double, [double, double, double])
        return builder.call(builder.module.declare_intrinsic("llvm.fmuladd", [double], of_three), arguments)

    return types.float64(types.float64, types.float64, types.float64), build


# madd(a, b, c) is a * b + c, rounded once where the processor can. Only compiled functions can call it.
madd = cast(Callable[[float, float, float], float], intrinsic(_madd))


def _one_more(typing_context: Any, count: Any, yes: Any) -> Any:
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.add(arguments[0], builder.zext(arguments[1], ir.IntType(32)))

    return types.int32(types.int32, types.boolean), build


# one_more_if(count, yes) is count + yes in 32 bits. Numba's own sum of two such numbers has 64, and a loop that counts
# lanes of single precision then runs half as many at a time.
one_more_if = cast(Callable[[Any, Any], Any], intrinsic(_one_more))
