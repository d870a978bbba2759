import Logging
import NIOCore
import NIOHTTP1

/// Stands between a connection's parser and whoever answers: refuses heads that could be read in two ways, answers what
/// the parser could not read, cuts clients that take too long, and closes so that what was written arrives.
final class ConnectionDoor: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let check: RequestHeadCheck
    private let answer: RefusalAnswer
    private let stopTime: TimeAmount
    private let logger: Logger
    private var state: ConnectionState
    /// Whether a read brought a part of a request.
    private var readPart = false
    /// What is refused once the answers before it have ended.
    private var refusal: HTTPResponseStatus?
    /// The versions of the requests that are not answered, oldest first.
    private var versions: CircularBuffer<HTTPVersion> = []
    private var timer: (at: NIODeadline, task: Scheduled<Void>)?
    private var isInputClosed = false
    private var isFlushed = false

    init(_ limits: ServerLimits, check: RequestHeadCheck, answer: RefusalAnswer, logger: Logger) {
        self.check = check
        self.answer = answer
        self.logger = logger
        stopTime = TimeAmount(limits.stopTime)
        state = ConnectionState(limits, now: .now())
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { arm(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { disarm() }

    func channelActive(context: ChannelHandlerContext) {
        // Accepted at the moment when the server stopped: nobody takes it any more, and NIO ends the process over a
        // connection that is active and was dropped ("Deinited NIOAsyncWriter without calling finish()").
        guard context.channel.parent?.isActive != false else { return context.close(promise: nil) }
        arm(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        state.ends()
        disarm()
        context.fireChannelInactive()
    }

    // MARK: What comes

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        readPart = true
        guard state.isOpen else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            switch check.verdict(on: head) {
            case .refused(let status): refuse(status, context)
            case .taken(let taken): begin(taken, context)
            }
        case .body: context.fireChannelRead(data)
        case .end:
            state.arrivedWhole()
            context.fireChannelRead(data)
        }
        arm(context)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if !readPart { state.arrived(.now()) }
        readPart = false
        // Whoever answers reads no more: what still comes is thrown away here.
        if state.isEnded, !isInputClosed { context.read() }
        arm(context)
        context.fireChannelReadComplete()
    }

    private func begin(_ taken: RequestHeadCheck.Taken, _ context: ChannelHandlerContext) {
        state.began(isLast: taken.isLast, .now())
        versions.append(taken.head.version)
        if taken.expectsContinue {
            state.owesContinue = true
            sendContinue(context)
        }
        context.fireChannelRead(wrapInboundOut(.head(taken.head)))
    }

    /// Tells a client that it may send the body, in its turn.
    private func sendContinue(_ context: ChannelHandlerContext) {
        guard state.owesContinue, state.unanswered == 1, state.isReading, !state.isAnswering else { return }
        state.owesContinue = false
        let head = HTTPResponseHead(version: .http1_1, status: .continue)
        context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case let error as HTTPParserError: refuse(RefusalAnswer.status(for: error), context)
        // After its error the parser tells of everything that still comes.
        case is ByteToMessageDecoderError where state.isEnded || refusal != nil: break
        default: context.fireErrorCaught(error)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent: stop(context)
        case ChannelEvent.inputClosed:
            isInputClosed = true
            if state.isEnded, isFlushed { context.close(promise: nil) }
            context.fireUserInboundEventTriggered(event)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    /// The site stops. A request that is on its way is answered, and is the last.
    private func stop(_ context: ChannelHandlerContext) {
        guard !state.isEnded else { return }
        state.stops()
        guard state.unanswered == 0 else { return }
        let bound = NIOLoopBound((door: self, context: context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: stopTime) {
            let (door, context) = bound.value
            if door.state.unanswered == 0 { door.finish(context) }
        }
    }

    // MARK: What goes

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !state.isEnded else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        switch unwrapOutboundIn(data) {
        case .head(var head) where head.status.code >= 200:
            let isLast = state.answers(isError: head.status.code >= 400)
            if isLast { head.headers.replaceOrAdd(name: "Connection", value: "close") }
            // HTTP/1.0 knows no chunks: an answer whose length nobody knows ends with the connection.
            if versions.first?.isWithoutChunks == true { head.version = .http1_0 }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .end:
            context.write(data, promise: promise)
            if !versions.isEmpty { versions.removeFirst() }
            let isDone = state.answered(.now())
            if let refusal {
                if state.canRefuse { send(refusal, context) }
            } else if isDone {
                finish(context)
            } else {
                sendContinue(context)
            }
            arm(context)
        default: context.write(data, promise: promise)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        state.blocks(!context.channel.isWritable, .now())
        arm(context)
        context.fireChannelWritabilityChanged()
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        switch mode {
        case .input: context.close(mode: mode, promise: promise)
        case .output:
            finish(context)
            promise?.succeed()
        case .all:
            finish(context)
            if let promise { context.channel.closeFuture.cascade(to: promise) }
        }
    }

    // MARK: How it ends

    /// Answers a request with a status, in its turn, and takes no more.
    private func refuse(_ status: HTTPResponseStatus, _ context: ChannelHandlerContext) {
        guard !state.isEnded, refusal == nil else { return }
        state.stopsTaking()
        if state.canRefuse {
            send(status, context)
        } else if state.isReading, state.isAnswering {
            // Its answer has begun: there is nothing to say any more.
            cut(context)
        } else {
            refusal = status
            state.owesRefusal = true
        }
    }

    private func send(_ status: HTTPResponseStatus, _ context: ChannelHandlerContext) {
        logger.debug("A request was refused", metadata: ["status": "\(status.code)"])
        let body = answer.body(status)
        context.write(wrapOutboundOut(.head(answer.head(status, length: body.readableBytes))), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        context.write(wrapOutboundOut(.end(nil)), promise: nil)
        finish(context)
    }

    /// Closes once all that was written is with the system, and the client had time to read it: a socket that is closed
    /// while something comes in takes back what was written (RFC 9112, section 9.6).
    private func finish(_ context: ChannelHandlerContext) {
        guard !state.isEnded else { return }
        state.ends()
        disarm()
        schedule(at: .now() + state.writeTime, context) { $0.cut($1) }
        let isWritten = context.eventLoop.makePromise(of: Void.self)
        let bound = NIOLoopBound((door: self, context: context), eventLoop: context.eventLoop)
        isWritten.futureResult.whenComplete { _ in
            let (door, context) = bound.value
            door.isFlushed = true
            guard !door.isInputClosed else { return context.close(promise: nil) }
            context.close(mode: .output, promise: nil)
            context.read()
            door.disarm()
            door.schedule(at: .now() + Self.lingerTime, context) { $0.cut($1) }
        }
        context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer()))), promise: isWritten)
    }

    /// How long a client has to read the last answer while it still sends; nginx' lingering_timeout is 5 s.
    private static let lingerTime = TimeAmount.seconds(2)

    /// Closes at once.
    private func cut(_ context: ChannelHandlerContext) {
        state.ends()
        disarm()
        context.close(promise: nil)
    }

    // MARK: Deadlines

    /// Makes sure that somebody looks when the next deadline ends. An alarm that is too early is harmless, so that a
    /// request costs none of its own.
    private func arm(_ context: ChannelHandlerContext) {
        guard let due = state.due else { return }
        if let timer, timer.at <= due.at { return }
        disarm()
        schedule(at: due.at, context) { $0.look($1) }
    }

    private func look(_ context: ChannelHandlerContext) {
        switch state.overdue(.now()) {
        case nil: arm(context)
        case .idle: finish(context)
        case .write: cut(context)
        case .request: state.canRefuse ? refuse(.requestTimeout, context) : cut(context)
        }
    }

    private func schedule(
        at deadline: NIODeadline, _ context: ChannelHandlerContext,
        _ work: @escaping (ConnectionDoor, ChannelHandlerContext) -> Void
    ) {
        let bound = NIOLoopBound((door: self, context: context, work: work), eventLoop: context.eventLoop)
        let task = context.eventLoop.scheduleTask(deadline: deadline) {
            let (door, context, work) = bound.value
            door.timer = nil
            work(door, context)
        }
        timer = (deadline, task)
    }

    private func disarm() {
        timer?.task.cancel()
        timer = nil
    }
}
