"""Models for work on finished samples: served if they are embedded, probed if they are not."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from mmkg.runtime.embedded import serve_embedded
from mmkg.runtime.endpoint import EndpointModel
from mmkg.runtime.probing import probe
from mmkg.runtime.settings import Endpoint


@dataclass(frozen=True)
class Solvers:
    """Open models, each found by the endpoint that was asked for."""

    models: tuple[tuple[Endpoint, EndpointModel], ...]

    def get(self, endpoint: Endpoint | None) -> EndpointModel | None:
        """The model of an endpoint; none for none."""
        return next((model for known, model in self.models if known == endpoint), None)


@asynccontextmanager
async def solvers(endpoints: Iterable[Endpoint]) -> AsyncIterator[Solvers]:
    """A model for each endpoint, open while the block runs.

    Raises:
        EndpointError: If one of them cannot be used.
        WeightsError: If an embedded model's weights are not on this machine.
    """
    async with AsyncExitStack() as stack:
        models: list[tuple[Endpoint, EndpointModel]] = []
        for endpoint in endpoints:
            if any(endpoint == known for known, _ in models):
                continue
            address = endpoint
            if endpoint.embedded:
                address = stack.enter_context(serve_embedded(endpoint))
            else:
                await probe(endpoint)
            model = EndpointModel(endpoint=address)
            models.append((endpoint, await stack.enter_async_context(model)))
        yield Solvers(tuple(models))
